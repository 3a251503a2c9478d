"""What the API of exams takes and gives; nothing here can carry a key before hand-in."""

from marshmallow import Schema, fields, validate

from core.exams.answers import LONGEST_TEXT, MOST_OPTIONS
from core.exams.backlog import MOST as MOST_TOGETHER


class ExamSchema(Schema):
    exam = fields.String()
    title = fields.String()
    kind = fields.String(metadata={"description": "exam, test, mock, or paper for marks from outside"})
    opens = fields.AwareDateTime(allow_none=True)
    closes = fields.AwareDateTime(allow_none=True)
    minutes = fields.Integer(allow_none=True)
    attempts_used = fields.Integer()
    attempts_left = fields.Integer(allow_none=True, metadata={"description": "null where not limited"})
    mark = fields.String(allow_none=True, metadata={"description": "Exact mark that counts so far"})
    may_start = fields.Boolean()
    attempt = fields.UUID(allow_none=True, metadata={"description": "The attempt that is going on"})


class EntryCheckSchema(Schema):
    exam = fields.String()
    may_start = fields.Boolean()
    lines = fields.List(
        fields.Dict(), metadata={"description": "Every condition, met or not, with its article"}
    )
    advice = fields.List(fields.String())


class PlaceSchema(Schema):
    opens = fields.AwareDateTime(required=True, metadata={"description": "When the sitting opens"})


class StartSchema(Schema):
    room = fields.String(load_default="", validate=validate.Length(max=80))


class QuestionSchema(Schema):
    number = fields.Integer()
    type = fields.String()
    stem = fields.String()
    options = fields.List(fields.String())
    mark = fields.String()
    chosen = fields.List(fields.Raw())
    seq = fields.Integer(metadata={"description": "Sequence number of the answer that stands; 0 for none"})


class PaperSchema(Schema):
    attempt = fields.UUID()
    exam = fields.String()
    number = fields.Integer()
    started_at = fields.AwareDateTime()
    deadline = fields.AwareDateTime()
    now = fields.AwareDateTime(metadata={"description": "The server's time, which alone counts"})
    handed_in_at = fields.AwareDateTime(allow_none=True)
    questions = fields.List(fields.Nested(QuestionSchema))


class AnswerSchema(Schema):
    question = fields.Integer(
        required=True,
        strict=True,
        validate=validate.Range(1),
        metadata={"description": "Its number on the paper"},
    )
    chosen = fields.List(
        fields.Integer(strict=True, validate=validate.Range(0, MOST_OPTIONS - 1)),
        validate=validate.Length(max=MOST_OPTIONS),
        metadata={"description": "Indexes of the options as shown"},
    )
    text = fields.String(
        validate=validate.Length(max=LONGEST_TEXT), metadata={"description": "Instead of chosen, to fill in"}
    )
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(0))


class AnswersSchema(Schema):
    answers = fields.List(
        fields.Nested(AnswerSchema), required=True, validate=validate.Length(1, MOST_TOGETHER)
    )


class SavedSchema(Schema):
    seq = fields.Integer()
    saved_at = fields.String(metadata={"format": "date-time"})
    stale = fields.Boolean(metadata={"description": "A newer answer stood already; nothing was changed"})
    deadline = fields.String(metadata={"format": "date-time", "description": "Extra time moves it"})
    page = fields.Integer(metadata={"description": "Number of the newest page that shows the paper"})
    receipt = fields.String(
        allow_none=True, metadata={"description": "Signed; null where nothing was changed"}
    )


class KeptAnswerSchema(Schema):
    question = fields.Integer()
    sent = fields.Integer(metadata={"description": "The sequence number that was sent"})
    saved = fields.Nested(SavedSchema, metadata={"description": "Where it was acknowledged"})
    error = fields.Dict(metadata={"description": "Where it was not, as in every error answer"})


class KeptSchema(Schema):
    answers = fields.List(
        fields.Nested(KeptAnswerSchema), metadata={"description": "In the order of their sequence numbers"}
    )


class ReceiptSchema(Schema):
    question = fields.Integer()
    chosen = fields.List(fields.Raw())
    saved_at = fields.String(metadata={"format": "date-time"})
    receipt = fields.String()


class ReceiptsSchema(Schema):
    format = fields.String()
    tenant = fields.String()
    attempt = fields.UUID()
    receipts = fields.List(fields.Nested(ReceiptSchema))


class ReviewedSchema(Schema):
    number = fields.Integer()
    right = fields.List(fields.Integer())
    explain = fields.String()
    earned = fields.String()


class ResultSchema(Schema):
    attempt = fields.UUID()
    exam = fields.String()
    number = fields.Integer()
    handed_in_at = fields.AwareDateTime()
    handed_in_by = fields.String(metadata={"description": "learner, or server when time was over"})
    shows = fields.String(metadata={"description": "nothing, mark or answers, as the exam's rules say"})
    mark = fields.String(allow_none=True)
    passed = fields.Boolean(allow_none=True)
    review = fields.List(fields.Nested(ReviewedSchema), allow_none=True)
