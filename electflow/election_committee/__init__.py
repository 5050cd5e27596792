"""The villagers' election committee and those who work at the poll: who they are, who must leave."""
