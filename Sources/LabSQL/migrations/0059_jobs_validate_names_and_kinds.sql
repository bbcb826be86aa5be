-- Every invoice has its names, those of before too; and what was found before is of a known kind.

alter table billing_records validate constraint billing_records_issued_names_check;
alter table billing_findings validate constraint billing_findings_kind_check;
