"""Alembic's environment of the app, as it was before jobrunner came."""

import os

from alembic import context

from database import engine

if os.environ.get("LAB_MODELS") == "generated":
    from models_new import Base
else:
    from models import Base

target_metadata = Base.metadata

with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=target_metadata)
    with context.begin_transaction():
        context.run_migrations()
