"""What Stripe's documents come to beside NetSuite's: every difference named by its rule, or unexplained (rule A-4)."""

from connector.reconciliation.comparing import (
    Compared,
    Standing,
    Total,
    Whereabouts,
    compared,
    explained_by,
    resolved,
    with_reversals,
)
from connector.reconciliation.documents import documents_of, under_way
from connector.reconciliation.figures import Document, Figures, Intended, nothing_in

__all__ = [
    "Compared",
    "Document",
    "Figures",
    "Intended",
    "Standing",
    "Total",
    "Whereabouts",
    "compared",
    "documents_of",
    "explained_by",
    "nothing_in",
    "resolved",
    "under_way",
    "with_reversals",
]
