-- Holds the rows that were there before to these words. Reads the tables and locks nobody out.

alter table staff validate constraint staff_role_check;
alter table booking_items validate constraint booking_items_status_check;
alter table test_reports validate constraint test_reports_status_check;
