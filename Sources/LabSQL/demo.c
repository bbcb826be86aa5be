// The demo lab of demo/: the files of its load in order, then those from 90 on, which are not part of
// the load (their first lines say when they are run). A new file is added twice: its bytes, and its
// place.

#include "embed.h"

static const unsigned char demo_01_dice[] = {
#embed "demo/01_dice.sql"
};
static const unsigned char demo_02_staff[] = {
#embed "demo/02_staff.sql"
};
static const unsigned char demo_03_clinic_info[] = {
#embed "demo/03_clinic_info.sql"
};
static const unsigned char demo_10_categories[] = {
#embed "demo/10_categories.sql"
};
static const unsigned char demo_11_tests_blood[] = {
#embed "demo/11_tests_blood.sql"
};
static const unsigned char demo_12_tests_infection[] = {
#embed "demo/12_tests_infection.sql"
};
static const unsigned char demo_13_tests_other[] = {
#embed "demo/13_tests_other.sql"
};
static const unsigned char demo_14_appeal[] = {
#embed "demo/14_appeal.sql"
};
static const unsigned char demo_15_price_list[] = {
#embed "demo/15_price_list.sql"
};
static const unsigned char demo_20_areas[] = {
#embed "demo/20_areas.sql"
};
static const unsigned char demo_21_users[] = {
#embed "demo/21_users.sql"
};
static const unsigned char demo_22_addresses[] = {
#embed "demo/22_addresses.sql"
};
static const unsigned char demo_23_pets[] = {
#embed "demo/23_pets.sql"
};
static const unsigned char demo_30_distance_configs[] = {
#embed "demo/30_distance_configs.sql"
};
static const unsigned char demo_31_offers[] = {
#embed "demo/31_offers.sql"
};
static const unsigned char demo_32_coupons[] = {
#embed "demo/32_coupons.sql"
};
static const unsigned char demo_40_late_february[] = {
#embed "demo/40_late_february.sql"
};
static const unsigned char demo_41_days[] = {
#embed "demo/41_days.sql"
};
static const unsigned char demo_42_visits[] = {
#embed "demo/42_visits.sql"
};
static const unsigned char demo_43_bookings[] = {
#embed "demo/43_bookings.sql"
};
static const unsigned char demo_44_booking_items[] = {
#embed "demo/44_booking_items.sql"
};
static const unsigned char demo_45_redemptions[] = {
#embed "demo/45_redemptions.sql"
};
static const unsigned char demo_50_cases[] = {
#embed "demo/50_cases.sql"
};
static const unsigned char demo_51_unbillable_bookings[] = {
#embed "demo/51_unbillable_bookings.sql"
};
static const unsigned char demo_52_bad_lines[] = {
#embed "demo/52_bad_lines.sql"
};
static const unsigned char demo_53_odd_distances[] = {
#embed "demo/53_odd_distances.sql"
};
static const unsigned char demo_54_misused_coupons[] = {
#embed "demo/54_misused_coupons.sql"
};
static const unsigned char demo_55_odd_discounts[] = {
#embed "demo/55_odd_discounts.sql"
};
static const unsigned char demo_56_edges_of_days[] = {
#embed "demo/56_edges_of_days.sql"
};
static const unsigned char demo_57_coupon_uses[] = {
#embed "demo/57_coupon_uses.sql"
};
static const unsigned char demo_60_reports[] = {
#embed "demo/60_reports.sql"
};
static const unsigned char demo_61_uploads_and_tokens[] = {
#embed "demo/61_uploads_and_tokens.sql"
};
static const unsigned char demo_80_end_of_load[] = {
#embed "demo/80_end_of_load.sql"
};
static const unsigned char demo_90_corrections[] = {
#embed "demo/90_corrections.sql"
};
static const unsigned char demo_91_month_end[] = {
#embed "demo/91_month_end.sql"
};

static const struct LabSQLFile files[] = {
    SQL_FILE(demo, 01_dice),
    SQL_FILE(demo, 02_staff),
    SQL_FILE(demo, 03_clinic_info),
    SQL_FILE(demo, 10_categories),
    SQL_FILE(demo, 11_tests_blood),
    SQL_FILE(demo, 12_tests_infection),
    SQL_FILE(demo, 13_tests_other),
    SQL_FILE(demo, 14_appeal),
    SQL_FILE(demo, 15_price_list),
    SQL_FILE(demo, 20_areas),
    SQL_FILE(demo, 21_users),
    SQL_FILE(demo, 22_addresses),
    SQL_FILE(demo, 23_pets),
    SQL_FILE(demo, 30_distance_configs),
    SQL_FILE(demo, 31_offers),
    SQL_FILE(demo, 32_coupons),
    SQL_FILE(demo, 40_late_february),
    SQL_FILE(demo, 41_days),
    SQL_FILE(demo, 42_visits),
    SQL_FILE(demo, 43_bookings),
    SQL_FILE(demo, 44_booking_items),
    SQL_FILE(demo, 45_redemptions),
    SQL_FILE(demo, 50_cases),
    SQL_FILE(demo, 51_unbillable_bookings),
    SQL_FILE(demo, 52_bad_lines),
    SQL_FILE(demo, 53_odd_distances),
    SQL_FILE(demo, 54_misused_coupons),
    SQL_FILE(demo, 55_odd_discounts),
    SQL_FILE(demo, 56_edges_of_days),
    SQL_FILE(demo, 57_coupon_uses),
    SQL_FILE(demo, 60_reports),
    SQL_FILE(demo, 61_uploads_and_tokens),
    SQL_FILE(demo, 80_end_of_load),
    SQL_FILE(demo, 90_corrections),
    SQL_FILE(demo, 91_month_end),
};

const struct LabSQLFile *LabSQLDemoFiles(void) { return files; }

size_t LabSQLDemoFileCount(void) { return sizeof files / sizeof files[0]; }
