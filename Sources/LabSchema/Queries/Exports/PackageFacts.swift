package import Billing
internal import Postgres

/// What a package says about where it comes from.
package struct PackageFacts: Sendable {
  /// Where the lab is, as the app keeps it; nil where it does not.
  package var clinicAddress: String?
  package var clinicPhone: String?
  /// The run that last wrote one of the scope's records; nil where there are none.
  package var run: Run?
  /// The last date that a run was to bill; nil where there was no run yet.
  package var billedThrough: CalendarDate?
  /// The prices of home visits in force in the scope, oldest first.
  package var distancePricing: [DistancePricing] = []

  package struct Run: Sendable {
    package var id: RunID
    package var job: String
    package var businessDate: CalendarDate
    package var programVersion: String?
  }

  package struct DistancePricing: Sendable {
    package var id: DistancePricingConfigID
    package var from: CalendarDate
    package var until: CalendarDate?
    package var baseCharge: Money
    package var chargePerKm: Money
    package var freeDistance: Distance
  }
}

extension ExportReader {
  /// The run that last wrote one of each scope's records.
  package func lastRuns(_ set: ScopeSet) throws -> [BillingScope: PackageFacts.Run] {
    let rows = try connection.query(
      """
      select run.run_id, run.job, run.business_date, run.program_version, written.first_date
      from (
        select \(set.firstOfRecord) as first_date, max(r.run_id) as last
        from billing_records r
        where \(set.holdsRecord)
        group by first_date
      ) written
      join billing_runs run on run.run_id = written.last
      """
    ) { row in
      (
        set.scope(try row.decode(4)),
        PackageFacts.Run(
          id: try row.decode(0), job: try row.string(1), businessDate: try row.decode(2),
          programVersion: try row.optionalString(3))
      )
    }
    return Dictionary(uniqueKeysWithValues: rows)
  }

  /// - Parameter run: of ``lastRuns(_:)``.
  package func facts(run: PackageFacts.Run?) throws -> PackageFacts {
    var facts = PackageFacts(run: run)
    try connection.forEach(
      "select clinic_address, whatsapp_number from clinic_info order by id limit 1"
    ) { row in
      facts.clinicAddress = try row.string(0)
      facts.clinicPhone = try row.string(1)
    }
    facts.billedThrough = try connection.query(RunSQL.billedThrough) { try $0.decodeOptional(0) }[0]
    facts.distancePricing = try connection.query(
      """
      select id, effective_from, effective_until, base_charge, charge_per_km,
        max_free_distance_km
      from distance_pricing_configs
      where is_active
        and effective_from <= \(scope.last)::date
        and (effective_until is null or effective_until >= \(scope.first)::date)
      order by effective_from, id
      """
    ) { row in
      PackageFacts.DistancePricing(
        id: try row.decode(0), from: try row.decode(1), until: try row.decodeOptional(2),
        baseCharge: try row.decode(3), chargePerKm: try row.decode(4),
        freeDistance: try row.decode(5))
    }
    return facts
  }

  /// The references between the files that hold for every row: a note may be about a booking of
  /// another month, a finding about one without a date.
  package func references() throws -> PackageReferences {
    let isInReconciliation: Statement =
      "coalesce(\(terms.isWithin(scope)), false) or coalesce(\(scope.holdsRecord()), false)"
    let outside = try connection.query(
      """
      select
        exists (
          select 1
          from billing_adjustments a
          join billing_records r on r.id = a.record_id
          join bookings b on b.id = r.booking_id
          where \(scope.holdsAdjustment()) and not (\(isInReconciliation))
        ),
        exists (
          select 1
          from billing_findings f
          left join bookings b on b.id = f.booking_id
          left join billing_records r on r.booking_id = b.id
          where \(FindingState.isCurrent()) and f.booking_id is not null and \(holdsFinding)
            and not (\(isInReconciliation))
        )
      """
    ) { row in (try row.bool(0), try row.bool(1)) }[0]
    return PackageReferences(invoices: !outside.0, exceptions: !outside.1)
  }
}

/// Which files of a package are only about bookings that its reconciliation has.
package struct PackageReferences: Sendable {
  package var invoices: Bool
  package var exceptions: Bool
}
