"""The way to a first connection: ten steps that ask, check each answer at once, and end in valid files."""

from connector.first_steps.answers import Answers, InitState, read_answers
from connector.first_steps.found import Found
from connector.first_steps.questions import AnswerRefused, Question, settled
from connector.first_steps.shadow import Shadow, shadow_of
from connector.first_steps.steps import EVERYONE, STEPS, Step
from connector.first_steps.writing import (
    MADE,
    complaints,
    database_of,
    first_customer_answers,
    first_customer_text,
    mapping_path,
    mapping_text,
    provisional,
    secret_variables,
    settings_text,
)

__all__ = [
    "EVERYONE",
    "MADE",
    "STEPS",
    "AnswerRefused",
    "Answers",
    "Found",
    "InitState",
    "Question",
    "Shadow",
    "Step",
    "complaints",
    "database_of",
    "first_customer_answers",
    "first_customer_text",
    "mapping_path",
    "mapping_text",
    "provisional",
    "read_answers",
    "secret_variables",
    "settings_text",
    "settled",
    "shadow_of",
]
