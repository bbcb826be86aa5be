-- Undoes P2. Lost are prescription uploads and the clinic's contact data.

drop table prescription_uploads, clinic_info;
delete from schema_migrations where phase = 'p2';
