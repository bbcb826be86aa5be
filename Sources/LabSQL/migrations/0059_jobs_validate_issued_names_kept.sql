-- Every invoice has its names, those of before too.

alter table billing_records validate constraint billing_records_issued_names_check;
