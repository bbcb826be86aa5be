// The migrations of migrations/, in order. A new one is added twice: its bytes, and its place.

#include "embed.h"

static const unsigned char migration_0000_jobs_schema_migrations[] = {
#embed "migrations/0000_jobs_schema_migrations.sql"
};
static const unsigned char migration_0001_baseline[] = {
#embed "migrations/0001_baseline.sql"
};
static const unsigned char migration_0002_p0_expand_staff[] = {
#embed "migrations/0002_p0_expand_staff.sql"
};
static const unsigned char migration_0003_p0_expand_pets[] = {
#embed "migrations/0003_p0_expand_pets.sql"
};
static const unsigned char migration_0004_p0_expand_users[] = {
#embed "migrations/0004_p0_expand_users.sql"
};
static const unsigned char migration_0005_p0_expand_tests[] = {
#embed "migrations/0005_p0_expand_tests.sql"
};
static const unsigned char migration_0006_p0_expand_bookings[] = {
#embed "migrations/0006_p0_expand_bookings.sql"
};
static const unsigned char migration_0007_p0_expand_booking_items[] = {
#embed "migrations/0007_p0_expand_booking_items.sql"
};
static const unsigned char migration_0008_p0_expand_test_batch_groups[] = {
#embed "migrations/0008_p0_expand_test_batch_groups.sql"
};
static const unsigned char migration_0009_p0_expand_test_reports[] = {
#embed "migrations/0009_p0_expand_test_reports.sql"
};
static const unsigned char migration_0010_p0_expand_token_blacklist[] = {
#embed "migrations/0010_p0_expand_token_blacklist.sql"
};
static const unsigned char migration_0011_p0_index_existing_tables[] = {
#embed "migrations/0011_p0_index_existing_tables.sql"
};
static const unsigned char migration_0012_p0_backfill_tests[] = {
#embed "migrations/0012_p0_backfill_tests.sql"
};
static const unsigned char migration_0013_p0_backfill_bookings[] = {
#embed "migrations/0013_p0_backfill_bookings.sql"
};
static const unsigned char migration_0014_p0_backfill_booking_items[] = {
#embed "migrations/0014_p0_backfill_booking_items.sql"
};
static const unsigned char migration_0015_p0_validate_existing_tables[] = {
#embed "migrations/0015_p0_validate_existing_tables.sql"
};
static const unsigned char migration_0016_p1_expand_offers[] = {
#embed "migrations/0016_p1_expand_offers.sql"
};
static const unsigned char migration_0017_p1_expand_coupons[] = {
#embed "migrations/0017_p1_expand_coupons.sql"
};
static const unsigned char migration_0018_p1_expand_coupon_redemptions[] = {
#embed "migrations/0018_p1_expand_coupon_redemptions.sql"
};
static const unsigned char migration_0019_p1_expand_distance_pricing_configs[] = {
#embed "migrations/0019_p1_expand_distance_pricing_configs.sql"
};
static const unsigned char migration_0020_p1_expand_billing_records[] = {
#embed "migrations/0020_p1_expand_billing_records.sql"
};
static const unsigned char migration_0021_p2_expand_prescription_uploads[] = {
#embed "migrations/0021_p2_expand_prescription_uploads.sql"
};
static const unsigned char migration_0022_p2_expand_clinic_info[] = {
#embed "migrations/0022_p2_expand_clinic_info.sql"
};
static const unsigned char migration_0023_jobs_billing_runs[] = {
#embed "migrations/0023_jobs_billing_runs.sql"
};
static const unsigned char migration_0024_jobs_billing_periods[] = {
#embed "migrations/0024_jobs_billing_periods.sql"
};
static const unsigned char migration_0025_jobs_billing_findings[] = {
#embed "migrations/0025_jobs_billing_findings.sql"
};
static const unsigned char migration_0026_jobs_billing_number_series[] = {
#embed "migrations/0026_jobs_billing_number_series.sql"
};
static const unsigned char migration_0027_jobs_billing_records_run_and_number[] = {
#embed "migrations/0027_jobs_billing_records_run_and_number.sql"
};
static const unsigned char migration_0028_jobs_billing_protection[] = {
#embed "migrations/0028_jobs_billing_protection.sql"
};
static const unsigned char migration_0029_jobs_billing_adjustments[] = {
#embed "migrations/0029_jobs_billing_adjustments.sql"
};
static const unsigned char migration_0030_jobs_billing_payments[] = {
#embed "migrations/0030_jobs_billing_payments.sql"
};
static const unsigned char migration_0031_jobs_billing_summaries[] = {
#embed "migrations/0031_jobs_billing_summaries.sql"
};
static const unsigned char migration_0032_jobs_expand_findings_accepted[] = {
#embed "migrations/0032_jobs_expand_findings_accepted.sql"
};
static const unsigned char migration_0033_jobs_validate_findings_accepted[] = {
#embed "migrations/0033_jobs_validate_findings_accepted.sql"
};
static const unsigned char migration_0034_jobs_expand_billing_record_events[] = {
#embed "migrations/0034_jobs_expand_billing_record_events.sql"
};
static const unsigned char migration_0035_jobs_billing_period_seals[] = {
#embed "migrations/0035_jobs_billing_period_seals.sql"
};
static const unsigned char migration_0036_jobs_billing_history_protection[] = {
#embed "migrations/0036_jobs_billing_history_protection.sql"
};
static const unsigned char migration_0037_jobs_expand_billing_adjustments_of_nothing[] = {
#embed "migrations/0037_jobs_expand_billing_adjustments_of_nothing.sql"
};
static const unsigned char migration_0038_jobs_validate_billing_adjustments_of_nothing[] = {
#embed "migrations/0038_jobs_validate_billing_adjustments_of_nothing.sql"
};
static const unsigned char migration_0039_jobs_settle_paid_records[] = {
#embed "migrations/0039_jobs_settle_paid_records.sql"
};
static const unsigned char migration_0040_jobs_billing_record_events_protection[] = {
#embed "migrations/0040_jobs_billing_record_events_protection.sql"
};
static const unsigned char migration_0041_jobs_expand_runs_beside_an_app[] = {
#embed "migrations/0041_jobs_expand_runs_beside_an_app.sql"
};
static const unsigned char migration_0042_jobs_validate_runs_beside_an_app[] = {
#embed "migrations/0042_jobs_validate_runs_beside_an_app.sql"
};
static const unsigned char migration_0043_jobs_pin_search_paths[] = {
#embed "migrations/0043_jobs_pin_search_paths.sql"
};
static const unsigned char migration_0050_jobs_expand_billing_lab[] = {
#embed "migrations/0050_jobs_expand_billing_lab.sql"
};
static const unsigned char migration_0051_jobs_expand_billing_export_adoptions[] = {
#embed "migrations/0051_jobs_expand_billing_export_adoptions.sql"
};
static const unsigned char migration_0052_jobs_expand_billing_series_advances[] = {
#embed "migrations/0052_jobs_expand_billing_series_advances.sql"
};
static const unsigned char migration_0055_jobs_expand_issued_names[] = {
#embed "migrations/0055_jobs_expand_issued_names.sql"
};
static const unsigned char migration_0056_jobs_backfill_issued_names[] = {
#embed "migrations/0056_jobs_backfill_issued_names.sql"
};
static const unsigned char migration_0057_jobs_expand_issued_names_kept[] = {
#embed "migrations/0057_jobs_expand_issued_names_kept.sql"
};
static const unsigned char migration_0058_jobs_expand_changed_since[] = {
#embed "migrations/0058_jobs_expand_changed_since.sql"
};
static const unsigned char migration_0059_jobs_validate_names_and_kinds[] = {
#embed "migrations/0059_jobs_validate_names_and_kinds.sql"
};
static const unsigned char migration_0060_jobs_expand_payment_references[] = {
#embed "migrations/0060_jobs_expand_payment_references.sql"
};
static const unsigned char migration_0063_jobs_expand_series_years_and_formats[] = {
#embed "migrations/0063_jobs_expand_series_years_and_formats.sql"
};
static const unsigned char migration_0064_jobs_document_checks[] = {
#embed "migrations/0064_jobs_document_checks.sql"
};
static const unsigned char migration_0065_jobs_history_checks[] = {
#embed "migrations/0065_jobs_history_checks.sql"
};
static const unsigned char migration_0066_jobs_period_checks[] = {
#embed "migrations/0066_jobs_period_checks.sql"
};
static const unsigned char migration_0070_jobs_expand_numbers_collate_c[] = {
#embed "migrations/0070_jobs_expand_numbers_collate_c.sql"
};
static const unsigned char migration_0071_jobs_expand_invoice_numbers_collate_c[] = {
#embed "migrations/0071_jobs_expand_invoice_numbers_collate_c.sql"
};
static const unsigned char migration_0072_p0_expand_pets_age_fraction[] = {
#embed "migrations/0072_p0_expand_pets_age_fraction.sql"
};
static const unsigned char migration_0073_p1_expand_offers_tests_as_text[] = {
#embed "migrations/0073_p1_expand_offers_tests_as_text.sql"
};
static const unsigned char migration_0083_p0_expand_words[] = {
#embed "migrations/0083_p0_expand_words.sql"
};
static const unsigned char migration_0084_p0_validate_words[] = {
#embed "migrations/0084_p0_validate_words.sql"
};
static const unsigned char migration_0085_p1_expand_offer_words[] = {
#embed "migrations/0085_p1_expand_offer_words.sql"
};
static const unsigned char migration_0086_jobs_expand_billing_data_changes[] = {
#embed "migrations/0086_jobs_expand_billing_data_changes.sql"
};
static const unsigned char migration_0087_jobs_expand_coupon_changes[] = {
#embed "migrations/0087_jobs_expand_coupon_changes.sql"
};
static const unsigned char migration_0088_jobs_expand_price_changes[] = {
#embed "migrations/0088_jobs_expand_price_changes.sql"
};
static const unsigned char migration_0089_jobs_expand_customer_changes[] = {
#embed "migrations/0089_jobs_expand_customer_changes.sql"
};
static const unsigned char migration_0090_jobs_expand_booking_changes[] = {
#embed "migrations/0090_jobs_expand_booking_changes.sql"
};
static const unsigned char migration_0091_jobs_expand_booking_item_changes[] = {
#embed "migrations/0091_jobs_expand_booking_item_changes.sql"
};
static const unsigned char migration_0092_jobs_expand_booking_part_changes[] = {
#embed "migrations/0092_jobs_expand_booking_part_changes.sql"
};
static const unsigned char migration_0093_jobs_expand_pet_changes[] = {
#embed "migrations/0093_jobs_expand_pet_changes.sql"
};
static const unsigned char migration_0094_jobs_expand_lab_changes[] = {
#embed "migrations/0094_jobs_expand_lab_changes.sql"
};
static const unsigned char migration_0100_jobs_expand_runs_exports[] = {
#embed "migrations/0100_jobs_expand_runs_exports.sql"
};
static const unsigned char migration_0101_jobs_expand_expired_tokens[] = {
#embed "migrations/0101_jobs_expand_expired_tokens.sql"
};
static const unsigned char migration_0102_jobs_expand_package_stamps[] = {
#embed "migrations/0102_jobs_expand_package_stamps.sql"
};
static const unsigned char migration_0103_jobs_expand_records_begin_finalized[] = {
#embed "migrations/0103_jobs_expand_records_begin_finalized.sql"
};
static const unsigned char migration_0104_jobs_expand_change_mark[] = {
#embed "migrations/0104_jobs_expand_change_mark.sql"
};
static const unsigned char migration_0106_jobs_expand_run_chunks[] = {
#embed "migrations/0106_jobs_expand_run_chunks.sql"
};
static const unsigned char migration_0107_jobs_expand_block_fingerprints[] = {
#embed "migrations/0107_jobs_expand_block_fingerprints.sql"
};
static const unsigned char migration_9000_contract_expand_bookings_pet_id[] = {
#embed "migrations/9000_contract_expand_bookings_pet_id.sql"
};
static const unsigned char migration_9001_contract_validate_bookings_pet_id[] = {
#embed "migrations/9001_contract_validate_bookings_pet_id.sql"
};
static const unsigned char migration_9002_contract_expand_bookings_pet_id_not_null[] = {
#embed "migrations/9002_contract_expand_bookings_pet_id_not_null.sql"
};

static const struct LabSQLFile migrations[] = {
    SQL_FILE(migration, 0000_jobs_schema_migrations),
    SQL_FILE(migration, 0001_baseline),
    SQL_FILE(migration, 0002_p0_expand_staff),
    SQL_FILE(migration, 0003_p0_expand_pets),
    SQL_FILE(migration, 0004_p0_expand_users),
    SQL_FILE(migration, 0005_p0_expand_tests),
    SQL_FILE(migration, 0006_p0_expand_bookings),
    SQL_FILE(migration, 0007_p0_expand_booking_items),
    SQL_FILE(migration, 0008_p0_expand_test_batch_groups),
    SQL_FILE(migration, 0009_p0_expand_test_reports),
    SQL_FILE(migration, 0010_p0_expand_token_blacklist),
    SQL_FILE(migration, 0011_p0_index_existing_tables),
    SQL_FILE(migration, 0012_p0_backfill_tests),
    SQL_FILE(migration, 0013_p0_backfill_bookings),
    SQL_FILE(migration, 0014_p0_backfill_booking_items),
    SQL_FILE(migration, 0015_p0_validate_existing_tables),
    SQL_FILE(migration, 0016_p1_expand_offers),
    SQL_FILE(migration, 0017_p1_expand_coupons),
    SQL_FILE(migration, 0018_p1_expand_coupon_redemptions),
    SQL_FILE(migration, 0019_p1_expand_distance_pricing_configs),
    SQL_FILE(migration, 0020_p1_expand_billing_records),
    SQL_FILE(migration, 0021_p2_expand_prescription_uploads),
    SQL_FILE(migration, 0022_p2_expand_clinic_info),
    SQL_FILE(migration, 0023_jobs_billing_runs),
    SQL_FILE(migration, 0024_jobs_billing_periods),
    SQL_FILE(migration, 0025_jobs_billing_findings),
    SQL_FILE(migration, 0026_jobs_billing_number_series),
    SQL_FILE(migration, 0027_jobs_billing_records_run_and_number),
    SQL_FILE(migration, 0028_jobs_billing_protection),
    SQL_FILE(migration, 0029_jobs_billing_adjustments),
    SQL_FILE(migration, 0030_jobs_billing_payments),
    SQL_FILE(migration, 0031_jobs_billing_summaries),
    SQL_FILE(migration, 0032_jobs_expand_findings_accepted),
    SQL_FILE(migration, 0033_jobs_validate_findings_accepted),
    SQL_FILE(migration, 0034_jobs_expand_billing_record_events),
    SQL_FILE(migration, 0035_jobs_billing_period_seals),
    SQL_FILE(migration, 0036_jobs_billing_history_protection),
    SQL_FILE(migration, 0037_jobs_expand_billing_adjustments_of_nothing),
    SQL_FILE(migration, 0038_jobs_validate_billing_adjustments_of_nothing),
    SQL_FILE(migration, 0039_jobs_settle_paid_records),
    SQL_FILE(migration, 0040_jobs_billing_record_events_protection),
    SQL_FILE(migration, 0041_jobs_expand_runs_beside_an_app),
    SQL_FILE(migration, 0042_jobs_validate_runs_beside_an_app),
    SQL_FILE(migration, 0043_jobs_pin_search_paths),
    SQL_FILE(migration, 0050_jobs_expand_billing_lab),
    SQL_FILE(migration, 0051_jobs_expand_billing_export_adoptions),
    SQL_FILE(migration, 0052_jobs_expand_billing_series_advances),
    SQL_FILE(migration, 0055_jobs_expand_issued_names),
    SQL_FILE(migration, 0056_jobs_backfill_issued_names),
    SQL_FILE(migration, 0057_jobs_expand_issued_names_kept),
    SQL_FILE(migration, 0058_jobs_expand_changed_since),
    SQL_FILE(migration, 0059_jobs_validate_names_and_kinds),
    SQL_FILE(migration, 0060_jobs_expand_payment_references),
    SQL_FILE(migration, 0063_jobs_expand_series_years_and_formats),
    SQL_FILE(migration, 0064_jobs_document_checks),
    SQL_FILE(migration, 0065_jobs_history_checks),
    SQL_FILE(migration, 0066_jobs_period_checks),
    SQL_FILE(migration, 0070_jobs_expand_numbers_collate_c),
    SQL_FILE(migration, 0071_jobs_expand_invoice_numbers_collate_c),
    SQL_FILE(migration, 0072_p0_expand_pets_age_fraction),
    SQL_FILE(migration, 0073_p1_expand_offers_tests_as_text),
    SQL_FILE(migration, 0083_p0_expand_words),
    SQL_FILE(migration, 0084_p0_validate_words),
    SQL_FILE(migration, 0085_p1_expand_offer_words),
    SQL_FILE(migration, 0086_jobs_expand_billing_data_changes),
    SQL_FILE(migration, 0087_jobs_expand_coupon_changes),
    SQL_FILE(migration, 0088_jobs_expand_price_changes),
    SQL_FILE(migration, 0089_jobs_expand_customer_changes),
    SQL_FILE(migration, 0090_jobs_expand_booking_changes),
    SQL_FILE(migration, 0091_jobs_expand_booking_item_changes),
    SQL_FILE(migration, 0092_jobs_expand_booking_part_changes),
    SQL_FILE(migration, 0093_jobs_expand_pet_changes),
    SQL_FILE(migration, 0094_jobs_expand_lab_changes),
    SQL_FILE(migration, 0100_jobs_expand_runs_exports),
    SQL_FILE(migration, 0101_jobs_expand_expired_tokens),
    SQL_FILE(migration, 0102_jobs_expand_package_stamps),
    SQL_FILE(migration, 0103_jobs_expand_records_begin_finalized),
    SQL_FILE(migration, 0104_jobs_expand_change_mark),
    SQL_FILE(migration, 0106_jobs_expand_run_chunks),
    SQL_FILE(migration, 0107_jobs_expand_block_fingerprints),
    SQL_FILE(migration, 9000_contract_expand_bookings_pet_id),
    SQL_FILE(migration, 9001_contract_validate_bookings_pet_id),
    SQL_FILE(migration, 9002_contract_expand_bookings_pet_id_not_null),
};

const struct LabSQLFile *LabSQLMigrations(void) { return migrations; }

size_t LabSQLMigrationCount(void) { return sizeof migrations / sizeof migrations[0]; }
