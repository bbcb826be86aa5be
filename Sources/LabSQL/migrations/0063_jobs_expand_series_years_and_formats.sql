-- A series keeps the first day of its financial year, so that a year that would begin on another day
-- is known for one. And a financial year can have several series of a kind: when one is at its end,
-- its numbers as long as they may be, the next goes on in another format.
--
-- The table has a row for each series, a few a year: what is checked here is checked at once.
-- squawk-ignore-file constraint-missing-not-valid, disallowed-unique-constraint, ban-drop-constraint

alter table billing_number_series
  add column year_start date,
  drop constraint billing_number_series_kind_fiscal_year_key,
  add constraint billing_number_series_kind_fiscal_year_number_format_key
    unique (kind, fiscal_year, number_format);

comment on table billing_number_series is
  'The number series of each kind, financial year and format.';
comment on column billing_number_series.year_start is
  'The first day of the financial year. Null where the series was begun before this was kept, until '
  'the next run that numbers.';

create trigger billing_number_series_refuse_year_change
  after update on billing_number_series
  for each row
  when (old.year_start is not null and new.year_start is distinct from old.year_start)
  execute function billing_history_refuse_change(
    'the financial year of series', 'number_format',
    'Numbers were given in it: it ends when it was to end.');

alter table billing_number_series enable always trigger billing_number_series_refuse_year_change;
