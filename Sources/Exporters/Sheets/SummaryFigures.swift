internal import LabSchema

/// The figures of *Summary*: block by block, each line of the period and of the one before.
struct SummaryFigures {
  struct Block: Sendable {
    var title: String
    var lines: [Line]
  }

  struct Line: Sendable {
    var label: String
    var value: @Sendable (PeriodFigures) throws -> Value
    /// Whether it is what those above it come to.
    var isResult = false

    init(
      _ label: String, isResult: Bool = false,
      _ value: @escaping @Sendable (PeriodFigures) throws -> Value
    ) {
      self.label = label
      self.value = value
      self.isResult = isResult
    }
  }

  enum Value {
    case count(Int)
    case amount(Money)

    func minus(_ other: Value) throws(MoneyOverflow) -> Value {
      switch (self, other) {
      case (.count(let left), .count(let right)): .count(left - right)
      case (.amount(let left), .amount(let right)): .amount(try left - right)
      case (.count, .amount), (.amount, .count): .count(0)
      }
    }
  }

  static let blocks: [Block] = [
    Block(
      title: "Bookings, by service date",
      lines: [
        Line("Billed") { .count($0.bookings.billed) },
        Line("Waiting") { .count($0.bookings.waiting) },
        Line("Excluded") { .count($0.bookings.excluded) },
        Line("Quarantined") { .count($0.bookings.quarantined) },
        Line("Bookings", isResult: true) { .count($0.bookings.total) },
      ]),
    Block(
      title: "Amounts, by billing date",
      lines: [
        Line("Base amount") { .amount($0.totals.base) },
        Line("− Discount") { .amount($0.totals.discount) },
        Line("+ Distance charge") { .amount($0.totals.distance) },
        Line("Final amount", isResult: true) { .amount($0.totals.final) },
        Line("Invoiced") { .amount($0.figures.invoicedAmount) },
        Line("Not yet invoiced") { .amount($0.figures.uninvoicedAmount) },
        Line("Credit and debit notes") { .amount($0.figures.adjusted) },
        Line("Paid") { .amount($0.totals.paid) },
        Line("Outstanding", isResult: true) { .amount($0.totals.outstanding) },
      ]),
    Block(
      title: "Records, by billing date",
      lines: [
        Line("Draft") { .count($0.figures.drafts) },
        Line("Finalized") { .count($0.figures.finalized) },
        Line("Invoiced") { .count($0.figures.invoiced) },
        Line("Paid") { .count($0.figures.paid) },
        Line("Records", isResult: true) { .count($0.figures.records) },
        Line("of bookings of an earlier period") { .count($0.figures.postedFromEarlier) },
      ]),
    Block(
      title: "Open findings",
      lines: [
        Line("Quarantine a booking") { .count($0.figures.quarantines) },
        Line("Hold a record") { .count($0.figures.holds) },
        Line("To look at") { .count($0.figures.warnings) },
      ]),
  ]
}
