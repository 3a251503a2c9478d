"""What the API of study takes and gives."""

from marshmallow import Schema, fields, validate


class WorkSchema(Schema):
    title = fields.String()
    article = fields.String()
    chapter = fields.String()


class LessonRowSchema(Schema):
    code = fields.String()
    title = fields.String()
    done = fields.Boolean()


class CourseSchema(Schema):
    code = fields.String()
    title = fields.String()
    bucket = fields.String()
    category = fields.String()
    released = fields.Date(allow_none=True)
    finished = fields.Date(allow_none=True)
    earned = fields.String(metadata={"description": "Exact amount in the year's unit of account"})
    unit = fields.String()
    lessons = fields.List(fields.Nested(LessonRowSchema))


class LessonFileSchema(Schema):
    id = fields.UUID()
    role = fields.String(metadata={"description": "video, audio, pdf, image or download"})
    title = fields.String()
    media_type = fields.String()
    url = fields.String(metadata={"description": "Answers ranges, for who may open the lesson"})
    start = fields.Float(metadata={"description": "Where a video goes on, in seconds"})
    position_url = fields.String(metadata={"description": "Takes, as a form, seconds: where a video stopped"})


class LessonSchema(Schema):
    course = fields.String()
    code = fields.String()
    title = fields.String()
    text = fields.String(metadata={"description": "As it was written, in the format"})
    format = fields.String(metadata={"description": "markdown or html"})
    html = fields.String(metadata={"description": "The text as clean HTML, whatever its format"})
    work = fields.Nested(WorkSchema, allow_none=True)
    files = fields.List(fields.Nested(LessonFileSchema))


class TicketAskedSchema(Schema):
    course = fields.String(required=True, validate=validate.Length(min=1, max=80))
    lesson = fields.String(required=True, validate=validate.Length(min=1, max=80))


class TicketSchema(Schema):
    ticket = fields.UUID()
    course = fields.String()
    lesson = fields.String()
    heartbeat_seconds = fields.Integer()
    minutes_left = fields.Integer(allow_none=True)
    other_clients = fields.Integer(
        metadata={"description": "Other clients online where only one may be: the time of all is void"}
    )
    seq = fields.Integer()


class BeatSchema(Schema):
    seq = fields.Integer(required=True, strict=True, validate=validate.Range(min=0, max=2**31 - 1))


class CountedSchema(Schema):
    code = fields.String()
    counted = fields.Integer(metadata={"description": "Whole minutes of this visit that count"})
    unit = fields.String()
    today_left = fields.Integer(allow_none=True)
    reason = fields.String(allow_none=True)


class LeaveSchema(Schema):
    how = fields.String(load_default="closed", validate=validate.OneOf(["closed", "moved"]))


class FinishedSchema(Schema):
    credited = fields.String()
    unit = fields.String()
    reasons = fields.List(fields.String())
    course_finished = fields.Boolean()
    next_lesson = fields.String()


class PageSchema(Schema):
    page = fields.Integer(load_default=1, validate=validate.Range(min=1, max=10**6))


class LedgerEntrySchema(Schema):
    id = fields.UUID(allow_none=True, metadata={"description": "None while the lesson is open"})
    at = fields.AwareDateTime()
    day = fields.Date()
    kind = fields.String()
    measure = fields.String()
    bucket = fields.String()
    course = fields.String()
    lesson = fields.String()
    raw = fields.String()
    counted = fields.String()
    code = fields.String()
    reason = fields.String(allow_none=True)
    article = fields.String()
    document = fields.String()
    assumed = fields.String()
    running = fields.Boolean()


class RecordSchema(Schema):
    total = fields.Integer()
    page = fields.Integer()
    pages = fields.Integer()
    entries = fields.List(fields.Nested(LedgerEntrySchema))
