internal import Billing
internal import BillingJobs
internal import LabSchema

/// A booking's whole calculation on one screen: each line with its rule, then today, what is found,
/// and what became of it.
struct ExplanationText {
  private let explanation: BookingExplanation
  private let currency: Currency

  init(_ explanation: BookingExplanation, _ currency: Currency) {
    (self.explanation, self.currency) = (explanation, currency)
  }

  var lines: [String] {
    var lines = head
    if let pricing = explanation.pricing { lines += [""] + calculation(pricing).lines }
    if explanation.record?.invoiceNumber != nil {
      lines.append(
        "notes \(currency.signed(explanation.adjusted)), paid \(currency.text(explanation.paid)), "
          + "outstanding \(currency.text(explanation.outstanding))")
    }
    lines += ["", "Today: \(today)"]
    lines += explanation.priceChanges.map { "  \($0.called): \($0.change.sentence)" }
    for finding in explanation.findings {
      lines.append(
        "\(finding.severity) \(finding.kind) (finding \(finding.findingID)): \(finding.detail)")
      lines.append("  \(finding.decision ?? finding.kind.remedy)")
    }
    if !explanation.history.isEmpty { lines += [""] + history.lines }
    return lines
  }

  private var head: [String] {
    guard let record = explanation.record, let pricing = explanation.pricing else {
      return [
        "booking \(explanation.bookingID) has no billing record; its status is "
          + (explanation.status ?? "not set")
      ]
    }
    let status = record.status.word(isPaidFor: explanation.paid.minorUnits != 0)
    var title = "booking \(record.bookingID), \(status)"
    if let number = record.invoiceNumber, let date = record.invoiceDate {
      title += ", invoice \(number) of \(date)"
    }
    return [
      title,
      "service date \(pricing.serviceDate) (R1), billed on \(pricing.billingDate) (R7), "
        + "\(explanation.customer ?? "customer") (user \(pricing.userID))",
    ]
  }

  private func calculation(_ pricing: Explanation) -> TextGrid {
    var grid = TextGrid(("What", false), ("How", false), ("Amount", true), ("Rule", false))
    for line in pricing.lines {
      let name = line.testID.flatMap { explanation.testNames[$0] } ?? "item \(line.itemID)"
      grid.rows.append([
        name, "\(line.quantity) × \(currency.text(line.unitPrice)), \(Self.source(line.source))",
        currency.text(line.amount), "R3",
      ])
    }
    grid.rows.append(["Base amount", "the sum of the lines", currency.text(pricing.base), "R3"])
    for coupon in pricing.redemptions {
      let problems = coupon.problems.isEmpty ? "" : ": \(coupon.problems.joined(separator: ", "))"
      grid.rows.append([
        "  coupon \(coupon.couponCode)", "promised \(currency.text(coupon.amount))\(problems)", "",
        "R5",
      ])
    }
    for offer in pricing.offers {
      grid.rows.append([
        "  offer \(offer.name)",
        "\(currency.text(offer.gives)) on \(currency.text(offer.eligible)), \(Self.words(offer.verdict.rawValue))",
        "",
        "R5",
      ])
    }
    grid.rows.append(["Discount", discount(pricing), minus(pricing.discount.amount), "R5"])
    grid.rows.append([
      "Distance charge", pricing.distance.map(way) ?? "no home visit",
      currency.text(pricing.distance?.amount ?? .zero), "R4",
    ])
    grid.rows.append([
      "Final amount", Amounts.Part.formula(), currency.text(pricing.final), "R6",
    ])
    return grid
  }

  /// What a run would make of the booking now.
  private var today: String {
    let hasNotes = explanation.history.contains { [.creditNote, .debitNote].contains($0.kind) }
    return explanation.today?.sentence(currency, hasNotes: hasNotes) ?? "the booking is no more"
  }

  private var history: TextGrid {
    var grid = TextGrid(
      ("When", false), ("Run", true), ("Job", false), ("Who", false), ("What", false),
      ("Amount", true))
    var isDrafted = false
    grid.rows = explanation.history.map { entry in
      let what: String
      switch entry.kind {
      case .drafted:
        what = isDrafted ? "changed" : "written as a draft"
        isDrafted = true
      case .removed:
        what = "removed"
        isDrafted = false
      case .finalized: what = "finalized"
      case .invoiced: what = "invoiced"
      case .creditNote: what = "credit note \(entry.number ?? ""): \(entry.note ?? "")"
      case .debitNote: what = "debit note \(entry.number ?? ""): \(entry.note ?? "")"
      case .payment: what = "payment \(entry.number ?? ""), \(entry.note ?? "")"
      }
      let amount =
        entry.kind == .creditNote ? "-\(currency.text(entry.amount))" : currency.text(entry.amount)
      return [
        entry.localTime, "\(entry.runID)", entry.job, entry.person ?? "–", what, amount,
      ]
    }
    return grid
  }
}

extension ExplanationText {
  private static func source(_ source: PricedLine.PriceSource) -> String {
    switch source {
    case .booked: "as booked"
    case .discounted: "the test's discounted price"
    case .list: "the test's list price"
    }
  }

  private static func words(_ name: String) -> String {
    name.split(separator: "_").joined(separator: " ")
  }

  private func discount(_ pricing: Explanation) -> String {
    let discount = pricing.discount
    let source =
      switch discount.source {
      case .none: "none"
      case .coupon: "the coupon's"
      case .offer: "the offer's"
      case .couponAndOffer: "coupon and offer together"
      }
    return discount.promised == discount.amount
      ? source : "\(source), \(currency.text(discount.promised)) cut to the base amount"
  }

  private func way(_ distance: DistanceCharge) -> String {
    let isFree = distance.amount == .zero
    let how =
      isFree
      ? "\(distance.distance) km, free to \(distance.freeDistance) km"
      : "\(distance.distance) km: \(currency.text(distance.baseCharge)) + (\(distance.distance) − \(distance.freeDistance)) "
        + "× \(currency.text(distance.chargePerKm))"
    return "\(how) (config \(distance.pricingID))"
  }

  /// What is taken off.
  private func minus(_ amount: Money) -> String {
    amount == .zero ? currency.text(amount) : "-\(currency.text(amount))"
  }
}
