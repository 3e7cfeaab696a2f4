"""What an entry can do to a value on its way: a closed list, typed in and out, its chains checked when read."""

from connector.mapping.transforms.chains import ARTICLES, Chain, Stage, chain_of
from connector.mapping.transforms.steps import Setting, StepFailedError

__all__ = ["ARTICLES", "Chain", "Setting", "Stage", "StepFailedError", "chain_of"]
