package import Billing
internal import LabSchema

/// What the lines of a settlement come to, by what became of them.
package struct PaymentsSummary: Sendable {
  private var byKind: [PaymentOutcome.Kind: Totals] = [:]
  /// What was paid beyond what was due, in all.
  package private(set) var overpaid = PlanAmounts.Sum()

  package init() {}

  /// What an outcome's lines come to.
  package struct Totals: Equatable, Sendable {
    package var lines = 0
    package var amount = PlanAmounts.Sum()
    package var fee = PlanAmounts.Sum()

    package init() {}

    package static func += (left: inout Totals, right: Totals) {
      left.lines += right.lines
      left.amount += right.amount
      left.fee += right.fee
    }
  }

  mutating func add(_ entry: PaymentEntry) {
    var totals = byKind[entry.outcome.kind] ?? Totals()
    totals.lines += 1
    if let payment = entry.line.settled {
      totals.amount.add(payment.amount)
      if let fee = payment.fee { totals.fee.add(fee) }
    }
    byKind[entry.outcome.kind] = totals
    if case .overpaid(let beyond) = entry.outcome { overpaid.add(beyond) }
  }

  /// The lines of the given kinds; an unreadable one has no amount.
  package func totals(_ kinds: (PaymentOutcome.Kind) -> Bool) -> Totals {
    var totals = Totals()
    for (kind, own) in byKind where kinds(kind) { totals += own }
    return totals
  }

  package var hasRejects: Bool { totals(\.isRejected).lines > 0 }
}
