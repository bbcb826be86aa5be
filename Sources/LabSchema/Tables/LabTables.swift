/// Every table of a lab's schema.
package enum LabTables {
  /// The app's tables, in the plan's order; each comes after those it refers to, except that a
  /// booking refers to its pet and its collector.
  package static let app: [Table] = [
    .users, .addresses, .categories, .tests, .bookings, .bookingItems, .staff, .pets,
    .testBatchGroups, .testReports, .tokenBlacklist, .offers, .coupons, .couponRedemptions,
    .distancePricingConfigs, .billingRecords, .prescriptionUploads, .clinicInfo,
  ]

  /// The job's own tables.
  package static let jobs: [Table] = [
    .schemaMigrations, .schemaBackfills, .billingRuns, .billingPeriods, .billingFindings,
    .billingNumberSeries, .billingAdjustments, .billingPayments, .billingRecordEvents,
    .billingPeriodSeals, .billingDayFingerprints, .billingLab, .billingExportAdoptions,
    .billingSeriesAdvances, .billingDataChanges, .billingPackageStamps,
    .billingChangeMark, .billingBlockFingerprints, .billingRunChunks,
  ]

  /// The materialized views.
  package static let summaries: [Table] = [.billingDaySummary, .billingMonthSummary]

  /// The view over the tables of persons: there is nothing in it to read, and locking it locks them.
  package static let peopleLock = "billing_people"

  /// What the jobs alone write: their own tables, the summaries, and the plan's records, which the app reads.
  static let writtenByTheJobs = ([.billingRecords] + jobs + summaries).map(\.name)

  /// What a person may write: what is billed is reckoned, and written by the jobs.
  package static let writable = app.filter { $0 != .billingRecords }

  package static let all: [Table] = app + jobs + summaries

  /// The table of that name, in any case, or whose row is called so: `coupon`; nil where there is none.
  package static func named(_ name: some StringProtocol) -> Table? {
    let name = name.lowercased()
    let names = [name, "\(name)s", name.hasSuffix("y") ? "\(name.dropLast())ies" : name]
    return all.first { names.contains($0.name) }
  }
}
