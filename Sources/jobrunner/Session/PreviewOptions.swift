internal import ArgumentParser
internal import Billing
internal import BillingJobs
internal import LabSchema

/// What a command shows of a change before it is made: what months would come to with it.
struct PreviewOptions: ParsableArguments {
  @Option(
    name: .customLong("preview"),
    // Scanning for a value, the parser would pass over the one of --preview=2025-01 before an option.
    defaultAsFlag: PreviewScope.openMonths, parsing: .next,
    help: ArgumentHelp(
      "Price a month such as 2025-01, or all that are open, with the change and without it, and show the "
        + "difference. Without a month it stands before another option, or last.",
      valueName: "month"))
  var scope: PreviewScope?

  func validate() throws {
    if case .unreadable(let word) = scope {
      throw ValidationError(
        "--preview takes a month such as 2025-01, and \(word) is none; without a month it stands before "
          + "another option, or last")
    }
  }

  /// - Throws: `ValidationError` where no amount depends on the table.
  func check(_ table: Table) throws {
    if scope != nil, !PreviewJob.tables.contains(table) {
      throw ValidationError("--preview: no amount depends on \(table.name)")
    }
  }
}

/// The months that a preview prices.
enum PreviewScope: Equatable {
  /// The open ones, as far as their days have passed.
  case openMonths
  case month(BillingPeriod)
  /// Those from a date on, closed or not.
  case since(CalendarDate)
  /// Nothing that can be priced: the parser takes what it cannot read for a flag without a value, and would
  /// leave it out.
  case unreadable(String)
}

extension PreviewScope: ExpressibleByArgument {
  init(argument: String) {
    self = BillingPeriod(argument).map(PreviewScope.month) ?? .unreadable(argument)
  }
}

extension PreviewScope: CustomStringConvertible {
  var description: String {
    switch self {
    case .openMonths: "all open months"
    case .month(let period): "\(period)"
    case .since(let date): "from \(date) on"
    case .unreadable(let word): word
    }
  }
}

extension LabSession {
  /// What months would come to with a change; it is taken back.
  ///
  /// - Parameter change: makes it over the session's connection.
  func preview(_ scope: PreviewScope, _ change: () throws -> Void) throws -> PreviewReport {
    let job = PreviewJob(try runContext())
    let periods: [BillingPeriod] =
      switch scope {
      case .openMonths: try job.openPeriods()
      case .month(let period): [period]
      case .since(let date): try job.periods(from: date)
      case .unreadable: []
      }
    return PreviewReport(
      preview: try job.preview(periods) { _ in try change() }, currency: currency)
  }
}
