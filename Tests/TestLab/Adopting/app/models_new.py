"""The models of the version that writes the new way: those that were generated, those of the app's own
that nothing of the plan refers to, and one to read what was billed."""

from decimal import Decimal

from sqlalchemy.orm import Mapped, mapped_column

from generated import Base
from models import Base as OldBase

for table in OldBase.metadata.sorted_tables:
    if table.name not in Base.metadata.tables:
        table.to_metadata(Base.metadata)


if "billing_records" not in Base.metadata.tables:

    class BillingRecord(Base):
        """Only to read, and only what the app shows."""

        __tablename__ = "billing_records"

        id: Mapped[int] = mapped_column(primary_key=True)
        booking_id: Mapped[int]
        final_amount: Mapped[Decimal]
