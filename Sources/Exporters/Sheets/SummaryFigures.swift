internal import Billing
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
    /// What it is the result of; nil for a line that is not one.
    var result: Result?
    /// The package's figure that it shows; nil for one that only the workbook has.
    var figure: PackageTotals.Figure?
    /// Whether it counts findings.
    var isOfFindings = false
    /// Whether it is a part of the result above it.
    var isPart: Bool { label.hasPrefix("of which") }

    init(
      _ label: String, _ result: Result? = nil, is figure: PackageTotals.Figure? = nil,
      _ value: @escaping @Sendable (PeriodFigures) throws -> Value
    ) {
      self.label = label
      self.result = result
      self.figure = figure
      self.value = value
    }
  }

  /// How a line follows from those right above it.
  enum Result {
    /// What so many lines add up to.
    case sum(of: Int)
    /// Those lines, from the first, added where true and taken off where false.
    case balance([Bool])

    /// The formula for a cell of this row and column.
    func formula(row: Int, column: Int) -> String {
      switch self {
      case .sum(let count):
        "=SUM(\(CellName.range(column: column, rows: (row - count)...(row - 1))))"
      case .balance(let signs):
        // Sums of cents as binary fractions are rounded, or a difference of nothing shows.
        "=ROUND("
          + signs.enumerated().map { index, isAdded in
            let name = CellName.name(row: row - signs.count + index, column: column)
            return index == 0 ? name : (isAdded ? "+" : "-") + name
          }.joined() + ",2)"
      }
    }
  }

  enum Value {
    case count(Int)
    case amount(Money)

    var number: SheetNumber {
      switch self {
      case .count(let count): SheetNumber(count)
      case .amount(let amount): SheetNumber(amount)
      }
    }

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
      lines: outcomes.map { outcome in
        Line(outcome.title, is: .outcome(outcome)) { .count($0.bookings[outcome]) }
      } + [
        Line("Bookings", .sum(of: outcomes.count), is: .bookings) { .count($0.bookings.total) }
      ]),
    Block(
      title: "Records, by billing date",
      lines: [
        Line("Bookings billed") { .count($0.bookings[.billed]) },
        Line("− billed in another period") { .count($0.figures.postedElsewhere) },
        Line("+ of another period, billed here") { .count($0.figures.postedFromElsewhere) },
        Line("Records", .balance([true, false, true]), is: .records) { .count($0.figures.records) },
        Line("of which draft") { .count($0.figures.drafts) },
        Line("of which finalized") { .count($0.figures.finalized) },
        Line("of which invoiced") { .count($0.figures.invoiced) },
        Line("of which paid or settled") { .count($0.figures.paid) },
      ]),
    Block(
      title: "Amounts of these records",
      lines: Amounts.Part.terms.enumerated().map { index, term in
        let sign = index == 0 && term.isAdded ? "" : term.isAdded ? "+ " : "− "
        return amount(sign + term.part.title, term.part)
      } + [
        amount(
          Amounts.Part.final.title, .final, .balance(Amounts.Part.terms.map(\.isAdded)))
      ]),
    Block(
      title: "What is to be paid, to this export",
      lines: [
        Line("Invoiced") { .amount($0.figures.invoicedAmount) },
        Line("+ Credit and debit notes on these invoices") { .amount($0.figures.adjustedHere) },
        Line("− Paid", is: .balance(.paid)) { .amount($0.totals.paid) },
        Line("Outstanding on invoices", .balance([true, true, false])) {
          .amount($0.figures.outstandingOnInvoices)
        },
        Line("+ Not yet invoiced") { .amount($0.figures.uninvoicedAmount) },
        Line(
          "Outstanding and not yet invoiced", .balance([true, true]), is: .balance(.outstanding)
        ) { .amount($0.totals.outstanding) },
        Line("Notes posted here, on any invoice") { .amount($0.figures.adjusted) },
      ]),
    Block(
      title: "Open findings",
      lines: [
        Line("Quarantine a booking") { .count($0.figures.quarantines) },
        Line("Hold a record") { .count($0.figures.holds) },
        Line("To look at") { .count($0.figures.warnings) },
        Line("Open", .sum(of: 3)) { .count($0.figures.openFindings) },
        Line("Released or accepted as they are") { .count($0.figures.decided) },
      ].map { line in
        var line = line
        line.isOfFindings = true
        return line
      }),
  ]

  /// What can become of a booking, in the order of the sheet and of its chart.
  private static let outcomes: [BookingOutcome] = [.billed, .waiting, .excluded, .quarantined]

  private static func amount(
    _ label: String, _ part: Amounts.Part, _ result: Result? = nil
  ) -> Line {
    Line(label, result, is: .balance(.part(part))) { .amount($0.totals.amounts[part]) }
  }
}
