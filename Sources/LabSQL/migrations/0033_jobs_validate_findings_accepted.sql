-- The check of 0032 over the findings that were there before: reads them, and locks nobody out.

alter table billing_findings validate constraint billing_findings_accepted_check;
