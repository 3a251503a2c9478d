"""The storage that speaks S3: a bucket of a cloud or of one's own, reached by the public protocol alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

import boto3
import structlog
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from core.decisions.values import say
from core.errors import NotFound, Unavailable
from core.files.storage import NO_CONTENT, Lying
from core.settings import FileSettings

log = structlog.get_logger(__name__)

GONE = {"404", "NoSuchKey", "NotFound"}
AWAY = say("The storage of files does not answer just now. Please try again in a few minutes.")
ONE_AFTER_ANOTHER = TransferConfig(use_threads=False)
"""Large files go up in parts that become visible together; threads of our own are enough."""


def open_bucket(chosen: FileSettings) -> "Bucket":
    """Return the bucket that the settings name; without a key the service's own ways of finding one are used."""
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": chosen.style},
        retries={"max_attempts": 3, "mode": "standard"},
        connect_timeout=5,
        read_timeout=30,
        # Services that speak S3 know the old checksums; the newer ones are for those that ask.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    client = boto3.client(
        "s3",
        endpoint_url=chosen.endpoint or None,
        region_name=chosen.region or "us-east-1",
        aws_access_key_id=chosen.key_id or None,
        aws_secret_access_key=chosen.secret_key or None,
        config=config,
    )
    return Bucket(client, chosen.bucket, f"{chosen.prefix}/" if chosen.prefix else "")


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket, or what lies below a prefix of one."""

    client: Any
    name: str
    prefix: str = ""

    def put(self, key: str, draft: Path) -> None:
        """Send the draft up; it is there wholly or not at all."""
        with _answered():
            self.client.upload_file(str(draft), self.name, self.prefix + key, Config=ONE_AFTER_ANOTHER)
        draft.unlink()

    def open(self, key: str, start: int, length: int) -> BinaryIO:
        """Ask for the stretch alone and read it as it comes."""
        span = f"bytes={start}-{start + length - 1}"
        with _answered():
            found = self.client.get_object(Bucket=self.name, Key=self.prefix + key, Range=span)
        return cast("BinaryIO", found["Body"])

    def delete(self, key: str) -> None:
        """Delete the object."""
        with _answered():
            self.client.delete_object(Bucket=self.name, Key=self.prefix + key)

    def exists(self, key: str) -> bool:
        """Ask for the object's head."""
        try:
            with _answered():
                self.client.head_object(Bucket=self.name, Key=self.prefix + key)
        except NotFound:
            return False
        return True

    def lying(self, tenant: str) -> Iterator[Lying]:
        """List what lies below the tenant's prefix, page by page."""
        pages = self.client.get_paginator("list_objects_v2")
        with _answered():
            for page in pages.paginate(Bucket=self.name, Prefix=f"{self.prefix}{tenant}/"):
                for one in page.get("Contents", ()):
                    yield Lying(one["Key"].removeprefix(self.prefix), one["LastModified"])

    def tidy(self, tenant: str, until: datetime) -> int:
        """Abort uploads in parts that were begun before and never ended; the parts would be kept and paid for."""
        pages = self.client.get_paginator("list_multipart_uploads")
        with _answered():
            begun = [
                one
                for page in pages.paginate(Bucket=self.name, Prefix=f"{self.prefix}{tenant}/")
                for one in page.get("Uploads", ())
                if one["Initiated"] < until
            ]
            for one in begun:
                self.client.abort_multipart_upload(Bucket=self.name, Key=one["Key"], UploadId=one["UploadId"])
        return len(begun)


@contextmanager
def _answered() -> Iterator[None]:
    """Tell what is gone from what does not answer."""
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in GONE:
            raise NotFound(NO_CONTENT) from error
        log.exception("storage_refused")
        raise Unavailable(AWAY) from error
    except (BotoCoreError, boto3.exceptions.Boto3Error) as error:
        log.exception("storage_away")
        raise Unavailable(AWAY) from error
