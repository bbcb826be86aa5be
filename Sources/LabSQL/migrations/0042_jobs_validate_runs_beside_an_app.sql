-- The checks of 0041 over the rows that were there before: reads them, and locks nobody out.

alter table billing_findings validate constraint billing_findings_kind_check;
alter table billing_runs validate constraint billing_runs_package_digest_check;
