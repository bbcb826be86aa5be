-- A quarantined booking or a drift that an admin accepted as it is, so that it no longer stands in
-- the way of closing its month: who, when, why, and of which state of the booking.

alter table billing_findings
  add column accepted_at timestamptz,
  add column accepted_by text,
  add column accept_reason text,
  add column accepted_fingerprint text,
  add constraint billing_findings_accepted_check
    check (
      num_nulls(accepted_at, accepted_by, accept_reason, accepted_fingerprint) in (0, 4)
    ) not valid;

comment on column billing_findings.accepted_fingerprint is
  'Hash over the booking as it was accepted: another one brings the finding back.';
