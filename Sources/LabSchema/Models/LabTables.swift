/// Every table of a lab's schema.
package enum LabTables {
  /// The app's tables, in the plan's order; each comes after those it refers to, except that a
  /// booking refers to its pet and its collector.
  package static let app: [Table] = [
    User.table, Address.table, Category.table, LabTest.table, Booking.table, BookingItem.table,
    Staff.table, Pet.table, TestBatchGroup.table, TestReport.table, BlacklistedToken.table,
    Offer.table, Coupon.table, CouponRedemption.table, DistancePricingConfig.table,
    BillingRecord.table, PrescriptionUpload.table, ClinicInfo.table,
  ]

  /// The job's own tables.
  package static let jobs: [Table] = [
    AppliedMigration.table, BackfillProgress.table, BillingRun.table, PeriodClosing.table,
    BillingFinding.table, NumberSeries.table, BillingAdjustment.table, BillingPayment.table,
    BillingRecordEvent.table, PeriodSeal.table, BillingDayFingerprint.table, LabIdentity.table,
    ExportAdoption.table,
    SeriesAdvance.table,
  ]

  /// The materialized views.
  package static let summaries: [Table] = [BillingDaySummary.table, BillingMonthSummary.table]

  /// The view over the tables of persons: there is nothing in it to read, and locking it locks them.
  package static let peopleLock = "billing_people"

  /// What the jobs alone write: their own tables, the summaries, and the plan's records, which the app reads.
  static let writtenByTheJobs = ([BillingRecord.table] + jobs + summaries).map(\.name)

  package static let all: [Table] = app + jobs + summaries
}
