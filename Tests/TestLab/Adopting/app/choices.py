"""How this app differs from the next one. LAB_APP says it in words:

    bigint          ids are bigint
    numeric         money is numeric(10, 2), not double precision
    zoned           times are timestamptz, not timestamp
    text            texts are text, not varchar
    enums           statuses and kinds are enumerations, stored by name as SQLAlchemy does: COMPLETED
    citext          addresses of mail are citext
    domain          telephone numbers are a domain over varchar
    indexes         ids and references have index=True
    made=NAME       a table or a TABLE.COLUMN of the plan is there already, as a team makes it, and so
                    is what it refers to
    made=all        all of them are
"""

import enum
import os
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Enum, Float, ForeignKey, Integer, Numeric, String, Text
from sqlalchemy.dialects.postgresql import CITEXT, DOMAIN
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

WORDS = os.environ.get("LAB_APP", "").split()

Id = BigInteger if "bigint" in WORDS else Integer
Money = Numeric(10, 2) if "numeric" in WORDS else Float
Moment = DateTime(timezone="zoned" in WORDS)
Words = Text if "text" in WORDS else String
Mail = CITEXT if "citext" in WORDS else Words
Phone = DOMAIN("phone_number", String(20)) if "domain" in WORDS else Words

# What a table or column of the plan refers to, of those that the plan adds.
REFERS_TO = {
    "bookings.pet_id": {"pets"},
    "bookings.collection_staff_id": {"staff"},
    "test_reports": {"pets", "test_batch_groups"},
    "offers": {"staff"},
    "coupons": {"offers", "staff"},
    "coupon_redemptions": {"coupons", "offers", "staff"},
    "distance_pricing_configs": {"staff"},
    "prescription_uploads": {"staff"},
    "clinic_info": {"staff"},
}


def made(name: str) -> bool:
    """Whether the team has made this table or column of the plan."""
    wanted = {word.removeprefix("made=") for word in WORDS if word.startswith("made=")}
    return "all" in wanted or name in wanted.union(*(REFERS_TO.get(one, ()) for one in wanted))


def now() -> datetime:
    moment = datetime.now(UTC)
    return moment if "zoned" in WORDS else moment.replace(tzinfo=None)


def key() -> Mapped[int]:
    return mapped_column(Id, primary_key=True, index="indexes" in WORDS)


def reference(column: str, index: bool = "indexes" in WORDS, **options) -> Mapped[int]:
    """A foreign key; nobody says "on delete" but where the plan does."""
    ondelete = options.pop("ondelete", None)
    return mapped_column(Id, ForeignKey(column, ondelete=ondelete), index=index, **options)


def kind(values: type[enum.Enum]):
    """How a column keeps one of these values."""
    return Enum(values) if "enums" in WORDS else Words


def stored(value: enum.Enum):
    """What is given to such a column."""
    return value if "enums" in WORDS else value.value


class Base(DeclarativeBase):
    pass
