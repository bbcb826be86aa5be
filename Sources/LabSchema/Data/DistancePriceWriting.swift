package import Billing

extension RowWriter {
  /// Sets a distance price from a date on, and ends or replaces the one before (R4).
  ///
  /// - Parameters:
  ///   - rates: `base_charge`, `charge_per_km` and `max_free_distance_km`.
  ///   - until: the last day; nil where it holds until another one begins.
  /// - Throws: ``DataError``, `DistancePriceError`.
  package func setDistancePrice(
    _ rates: RowValues, from: CalendarDate, until: CalendarDate?
  ) throws -> DistancePricePlan {
    guard rates.faults.isEmpty else { throw DataError.faults(of: table.name, rates.faults) }
    let plan = try DistancePricePlan(
      setting: try DistanceRates(rates), from: from, until: until,
      among: connection.distancePricings())
    // First what makes room: active prices overlap at no moment.
    for step in plan.steps {
      guard let id = step.id, let values = step.changedValues(of: table) else { continue }
      _ = try update([Int64(id.rawValue)], values)
    }
    for step in plan.steps where step.isNew { _ = try create(step.values(of: table)) }
    return plan
  }
}

extension DistanceRates {
  /// - Throws: ``DataError`` where one is missing.
  fileprivate init(_ values: RowValues) throws {
    guard let base = values["base_charge"]?.text.flatMap({ Money($0.utf8.span) }),
      let perKm = values["charge_per_km"]?.text.flatMap({ Money($0.utf8.span) }),
      let free = values["max_free_distance_km"]?.text,
      case .distance(let distance) = DistanceReading(free.utf8.span)
    else {
      throw DataError.faults(
        of: Table.distancePricingConfigs.name, ["each of the three rates has to have a value"])
    }
    self.init(baseCharge: base, chargePerKm: perKm, maxFreeDistance: distance)
  }
}

extension DistancePricePlan.Step {
  /// What is written into a row that is there; nil where it stays as it is.
  fileprivate func changedValues(of table: Table) -> RowValues? {
    switch kind {
    case .ends: RowValues([("effective_until", until.map { .text("\($0)") } ?? .null)], of: table)
    case .replaced: RowValues([("is_active", .text("false"))], of: table)
    case .stays, .new, .resumes: nil
    }
  }

  fileprivate func values(of table: Table) -> RowValues {
    RowValues(
      [
        ("base_charge", .text("\(rates.baseCharge)")),
        ("charge_per_km", .text("\(rates.chargePerKm)")),
        ("max_free_distance_km", .text("\(rates.maxFreeDistance)")),
        ("effective_from", .text("\(from)")),
        ("effective_until", until.map { .text("\($0)") } ?? .null),
        ("is_active", .text("true")),
      ], of: table)
  }
}
