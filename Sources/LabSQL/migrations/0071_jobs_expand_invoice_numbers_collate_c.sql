-- Invoice numbers are compared byte by byte, as the numbers of the migration before are. The table is
-- not rewritten; its unique index is built anew and its checks look at each row, while the app cannot
-- read it: about two seconds for a million records.
-- squawk-ignore-file changing-column-type

alter table billing_records
  alter column invoice_number type text collate "C",
  alter column fingerprint type text collate "C";
