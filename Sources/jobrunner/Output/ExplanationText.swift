internal import BillingJobs
internal import LabSchema

/// A record's whole calculation on one screen, each line with its rule (R9).
struct ExplanationText {
  private(set) var lines: [String] = []

  init(
    _ record: BillingRecord, _ pricing: PricingExplanation, testNames: [TestID: String],
    findings: [BillingFinding]
  ) {
    var title = "booking \(record.bookingID), \(record.status)"
    if let number = record.invoiceNumber { title += ", invoice \(number)" }
    lines.append(title)
    lines.append(
      "service date \(pricing.service_date) (R1), billed on \(pricing.billing_date) (R7), "
        + "user \(pricing.user)")
    lines += Self.grid(pricing, testNames: testNames).lines
    for redemption in pricing.redemptions {
      let problems =
        redemption.problems.isEmpty ? "" : "; " + redemption.problems.joined(separator: ", ")
      lines.append("coupon \(redemption.coupon): promised \(redemption.amount) (R5)\(problems)")
    }
    for offer in pricing.offers {
      let verdict = offer.verdict.split(separator: "_").joined(separator: " ")
      lines.append(
        "offer \(offer.name): gives \(offer.gives) on \(offer.eligible), \(verdict) (R5)")
    }
    for finding in findings {
      lines.append("\(finding.severity) \(finding.kind): \(finding.detail)")
    }
  }

  private static func grid(
    _ pricing: PricingExplanation, testNames: [TestID: String]
  ) -> TextGrid {
    var grid = TextGrid(("What", false), ("How", false), ("Amount", true), ("Rule", false))
    for line in pricing.lines {
      let name = line.test.flatMap { testNames[TestID($0)] } ?? "item \(line.item)"
      grid.rows.append(
        [name, "\(line.quantity) × \(line.unit_price) (\(line.price_source))", line.amount, "R3"])
    }
    grid.rows.append(["Base amount", "", pricing.base, "R3"])
    let source = pricing.discount.source.split(separator: "_").joined(separator: " ")
    grid.rows.append(["Discount", source, pricing.discount.amount, "R5"])
    if let distance = pricing.distance {
      grid.rows.append([
        "Distance charge",
        "\(distance.km) km, free to \(distance.free_km), \(distance.base_charge) + "
          + "\(distance.per_km)/km (config \(distance.config))",
        distance.charge, "R4",
      ])
    } else {
      grid.rows.append(["Distance charge", "no home visit", "0.00", "R4"])
    }
    grid.rows.append(["Final amount", "base − discount + distance", pricing.final, "R6"])
    return grid
  }
}
