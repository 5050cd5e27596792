"""The workflow engine that carries a village's two elections from preparation to handover."""

__version__ = "0.1.0"
