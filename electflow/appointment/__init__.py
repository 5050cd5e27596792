"""Confirmation, approval, filing, certificates and handover."""
