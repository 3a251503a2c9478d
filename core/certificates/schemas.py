"""What the API of certificates gives."""

from marshmallow import Schema, fields


class CertificateSchema(Schema):
    number = fields.String()
    code = fields.String(metadata={"description": "Asked besides the number by the public check"})
    year = fields.Integer()
    name = fields.String()
    unit = fields.String()
    result = fields.String()
    score = fields.String()
    issuer = fields.String()
    issued_at = fields.AwareDateTime()
    state = fields.String(metadata={"description": "valid, superseded by a later result, or revoked"})
    check_url = fields.String()
    pdf_url = fields.String(metadata={"description": "Empty for all but the current year's"})


class CertificatesSchema(Schema):
    may_have = fields.Boolean(metadata={"description": "Whether one may be issued or printed now"})
    lines = fields.List(fields.Dict(), metadata={"description": "Why, each with figure, because and source"})
    advice = fields.List(fields.String())
    certificates = fields.List(fields.Nested(CertificateSchema))
