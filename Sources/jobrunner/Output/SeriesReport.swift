internal import Billing
internal import BillingJobs
internal import LabSchema
internal import PlainText

/// What became of the documents of a package that was adopted.
struct SeriesAdoptionReport: Report {
  let adoption: SeriesAdoption
  let package: String
  let isDryRun: Bool

  var json: JSONObject {
    [
      "package": package,
      // False for a dry run, and where everything was known already.
      "written": adoption.runID != nil,
      "given": adoption.given.map { json(of: $0) },
      // How many had their number already.
      "known": adoption.known.count,
      "not_given": adoption.refused.map { json(of: $0.document, reason: $0.reason) },
    ]
  }

  /// - Parameter reason: why it has not got its number.
  private func json(of document: ExportedDocument, reason: String? = nil) -> JSONObject {
    [
      "number": document.number, "date": document.date, "booking_id": document.bookingID,
      "final_amount": document.final, "reason": reason,
    ]
  }

  var quietLines: [String] { isDryRun || !adoption.refused.isEmpty ? lines : [] }

  var lines: [String] {
    [
      "\(package): \(adoption.given.count) \(isDryRun ? "would get" : "got") their number back, "
        + "\(adoption.known.count) had it, \(adoption.refused.count) cannot have it"
    ]
      + adoption.refused.map { refused in
        let document = refused.document
        return "  \(document.number) (booking \(document.bookingID), \(document.final)): "
          + refused.reason
      }
  }
}

/// What was passed over.
struct SeriesAdvanceReport: Report {
  let passed: PassedNumbers
  let isDryRun: Bool

  private var isWritten: Bool { !isDryRun && passed.count > 0 }

  var json: JSONObject {
    [
      "kind": passed.kind.rawValue,
      "fiscal_year": passed.fiscalYear,
      "count": passed.count,
      "written": isWritten,
      "stretches": passed.stretches.map {
        ["first": $0.first, "last": $0.last, "count": $0.count] as JSONObject
      },
    ]
  }

  var quietLines: [String] { isDryRun ? lines : [] }

  var lines: [String] {
    guard passed.count > 0 else {
      return ["nothing to pass over: every number up to there is a document's, or was passed over"]
    }
    let verb = isWritten ? "passed over" : "would pass over"
    return passed.stretches.map { stretch in
      stretch.count == 1
        ? "\(verb) \(stretch.first)"
        : "\(verb) \(counted(stretch.count, "number")), \(stretch.first) to \(stretch.last)"
    }
  }
}
