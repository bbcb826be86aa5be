package import Billing
package import LabSchema
internal import PlainText

/// Why a finding cannot be released or accepted.
package enum FindingError: ReportedError, Sendable {
  case unknown(FindingID)
  /// A run found it gone.
  case gone(BillingFinding)
  /// Not the hold of a draft.
  case notHeld(BillingFinding)
  /// Neither a quarantined booking nor a drift.
  case notAcceptable(BillingFinding)
  /// Its booking is not any more what the finding says.
  case changedSince(BillingFinding)
}

extension FindingError {
  /// What is wrong, in a sentence.
  package var message: String {
    switch self {
    case .unknown(let id): "there is no finding \(id)"
    case .gone(let finding): "finding \(Self.name(finding)) is not open any more"
    case .notHeld(let finding): "finding \(Self.name(finding)) is not the hold of a draft"
    case .notAcceptable(let finding):
      "finding \(Self.name(finding)) is neither a quarantined booking nor a drift"
    case .changedSince(let finding):
      "finding \(Self.name(finding)) is out of date: the booking changed since a run found it"
    }
  }

  /// What to do about it.
  package var remedy: String {
    switch self {
    case .unknown, .gone: "list them with: jobrunner findings list"
    case .notHeld(let finding):
      finding.kind.asksForAcceptance(at: finding.severity)
        ? "accept it as it is with: jobrunner findings accept \(finding.findingID) --reason TEXT"
        : "list the holds with: jobrunner findings list --severity hold"
    case .notAcceptable(let finding):
      finding.severity == .hold
        ? "release a hold with: jobrunner findings release \(finding.findingID) --reason TEXT"
        : "it stands in the way of nothing; list those that do with: jobrunner findings list"
    case .changedSince(let finding):
      "look at it again after the next night"
        + (finding.billingPeriod.map { ", or after: jobrunner rerun \($0)" } ?? "")
    }
  }

  private static func name(_ finding: BillingFinding) -> String {
    let booking = finding.bookingID.map { " of booking \($0)" } ?? ""
    return "\(finding.findingID) (\(finding.kind)\(booking))"
  }
}

extension FindingError: CustomStringConvertible {
  package var description: String { message }
}

extension FindingError {
  package var exitStatus: ExitStatus {
    if case .changedSince = self { .tryLater } else { .badInput }
  }
}

/// Some of the findings that were to be decided together cannot be, so none was.
package struct FindingsRefused: ReportedError, Sendable, CustomStringConvertible {
  let verdict: FindingVerdict
  let refusals: [FindingError]
  /// How many were to be decided.
  let count: Int

  package var message: String {
    "\(refusals.count) of \(counted(count, "finding")) cannot be \(verdict.state), so none was"
  }

  package var details: [String] { refusals.map { "\($0.message); \($0.remedy)" } }

  package var remedy: String { "leave these out, or do first what their lines say" }

  /// What will pass by itself only where all of them do.
  package var exitStatus: ExitStatus {
    refusals.allSatisfy { $0.exitStatus == .tryLater } ? .tryLater : .badInput
  }

  package var description: String { message }
}
