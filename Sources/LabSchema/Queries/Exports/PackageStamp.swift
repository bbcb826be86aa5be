package import Billing
package import Postgres

/// What the package of an open month shows, summed up: two stamps are the same only where every row and
/// every choice that the package is made of is the same (docs/decisions/0052).
package struct PackageStamp: Hashable, Sendable {
  package let period: BillingPeriod
  package let text: String
}

/// A stamp with the package that was made from it, as a run notes it.
package struct StampedPackage: Sendable {
  package let stamp: PackageStamp
  /// SHA-256 of its manifest, in lower-case hexadecimal digits.
  package let manifestDigest: String

  package init(stamp: PackageStamp, manifestDigest: String) {
    self.stamp = stamp
    self.manifestDigest = manifestDigest
  }
}

extension ExportReader {
  /// Sums up a month's package in the transaction it is called in, in one statement that no row travels
  /// for: the bookings of the month and of the one before, which stands beside it, and those that are
  /// posted into either from elsewhere; the open findings; what customers and pets of records without a
  /// number are called today, and every test; and the few rows of the tables that say how and where the lab bills.
  ///
  /// Records, payments and notes are the jobs' own, and whoever writes one leaves its run or id there:
  /// the highest of these says whether anybody has, without a look at the rows. What is written past
  /// the jobs into a draft is put right by the night that prices it again, and that leaves its run.
  ///
  /// - Parameter choices: whatever else decides what is in the package, such as the configuration.
  package func stamp(of period: BillingPeriod, choices: String) throws -> PackageStamp {
    let (month, before) = (BillingScope.period(period), BillingScope.period(period.previous))
    let first = terms.firstServiceDate.map { max($0, before.first) } ?? before.first
    let isWithin = terms.serviceDates.isWithin(
      first, through: max(month.last, first.addingDays(-1)))
    let isPosted: Statement = "(\(month.holdsRecord()) or \(before.holdsRecord()))"
    let booking = Statement.hash(
      ofRow: """
        b.id, b.user_id, b.pet_id, b.status::text collate "C", b.booking_date::timestamptz
        """,
      seed: 0)
    // An index finds these, where most have their number.
    let isUnnumbered: Statement = "\(month.holdsRecord()) and r.invoice_number is null"
    let text = try connection.query(
      """
      select row(
        hashtextextended(\(choices)::text collate "C", 0),
        least((\(RunSQL.billedThrough)), \(month.last)::date),
        (select concat(count(*), ':', sum(\(booking))) from bookings b where \(isWithin)),
        (
          select concat(
            count(*), ':', count(b.id), ':', sum(\(booking)) filter (where b.id is not null))
          from billing_records r
          left join bookings b on b.id = r.booking_id and (\(isWithin)) is not true
          where \(isPosted)
        ),
        (select max(r.run_id) from billing_records r),
        (select max(p.payment_id) from billing_payments p),
        (select max(a.adjustment_id) from billing_adjustments a),
        (
          select concat(count(*), ':', sum(\(Statement.hash(ofWhole: "f", seed: 0))))
          from billing_findings f
          where \(FindingState.isCurrent())
        ),
        (
          select concat(
            count(*), ':',
            sum(\(Statement.hash(ofRow: "u.id, \(RecordNames.customerToday)", seed: 0))))
          from users u
          where u.id in (select r.user_id from billing_records r where \(isUnnumbered))
        ),
        (
          select sum(\(Statement.hash(ofRow: "pet.id, pet.name", seed: 0)))
          from pets pet
          where pet.id in (
            select b.pet_id
            from billing_records r
            join bookings b on b.id = r.booking_id
            where \(isUnnumbered)
          )
        ),
        (select sum(\(Statement.hash(ofRow: "t.id, t.name, t.category_id", seed: 0))) from tests t),
        (select sum(\(Statement.hash(ofRow: "c.id, c.name", seed: 0))) from categories c),
        (
          select hashtextextended(concat_ws(' ', clinic_address, whatsapp_number), 0)
          from clinic_info
          order by id
          limit 1
        ),
        (select sum(hashtextextended(d::text, 0)) from distance_pricing_configs d),
        (select sum(hashtextextended(s::text, 0)) from billing_number_series s),
        (select sum(hashtextextended(v::text, 0)) from billing_series_advances v),
        (select sum(hashtextextended(p::text, 0)) from billing_periods p)
      )::text
      """
    ) { try $0.string(0) }[0]
    return PackageStamp(period: period, text: text)
  }
}

extension Connection {
  /// Whether this user may read and note stamps; one who bills may, once `migrate roles` has run for this
  /// version.
  package func mayStampPackages() throws -> Bool {
    try mayKeep(Table.billingPackageStamps)
  }

  /// The manifest of the package that a run made when all was as this stamp says, as SHA-256; nil where
  /// none did, or where it has made another since.
  package func manifestDigest(of stamp: PackageStamp) throws -> String? {
    try first(
      """
      select manifest_digest
      from billing_package_stamps
      where period = \(stamp.period) and stamp = \(stamp.text)
      """
    ) { try $0.string(0) }
  }

  /// Notes what a run has made these packages from, or found them to be made from.
  package func note(_ packages: [StampedPackage], runID: RunID) throws {
    guard !packages.isEmpty else { return }
    try execute(
      """
      insert into billing_package_stamps (period, manifest_digest, stamp, run_id)
      select given.period, given.digest, given.stamp, \(runID)::bigint
      from unnest(
        \(packages.map(\.stamp.period.description))::text[],
        \(packages.map(\.manifestDigest))::text[], \(packages.map(\.stamp.text))::text[]
      ) as given (period, digest, stamp)
      on conflict (period) do update
      set manifest_digest = excluded.manifest_digest, stamp = excluded.stamp,
        run_id = excluded.run_id
      where (billing_package_stamps.manifest_digest, billing_package_stamps.stamp)
        is distinct from (excluded.manifest_digest, excluded.stamp)
      """)
  }
}
