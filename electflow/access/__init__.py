"""Officials, their roles at places, and the one answer to: may this actor do that here?"""
