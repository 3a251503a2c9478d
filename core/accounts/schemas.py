"""What the API of accounts takes and gives."""

from marshmallow import Schema, fields, validate

PASSWORD = validate.Length(max=200)
NAME = validate.Length(min=1, max=60)


class SignInSchema(Schema):
    account = fields.String(required=True, validate=NAME)
    password = fields.String(required=True, validate=PASSWORD)
    second_fact = fields.String(load_default="", validate=validate.Length(max=60))


class TokenSchema(Schema):
    token = fields.String(metadata={"description": "Send it as Authorization: Bearer …"})


class ViewerSchema(Schema):
    id = fields.UUID()
    kind = fields.String()
    name = fields.String()
    unit = fields.String()
    unit_name = fields.String()
    area = fields.String()
    must_do = fields.String(
        metadata={"description": "What has to be done before all else; empty for nothing"}
    )


class PasswordSchema(Schema):
    old = fields.String(load_default="", validate=PASSWORD)
    new = fields.String(required=True, validate=PASSWORD)


class ContactsSchema(Schema):
    phone = fields.String(load_default="", validate=validate.Length(max=20))
    email = fields.String(load_default="", validate=validate.Length(max=100))
