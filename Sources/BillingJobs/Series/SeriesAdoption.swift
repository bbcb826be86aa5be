package import Billing
package import LabSchema

/// What becomes of the documents of a package that is adopted: which get the number that they were
/// exported with, and which cannot, and why.
package struct SeriesAdoption: Sendable {
  /// Those that get their number, in the order of the package.
  package var given: [ExportedDocument] = []
  /// Those that have it already.
  package var known: [ExportedDocument] = []
  package var refused: [Refused] = []
  /// nil where nothing was written.
  package var runID: RunID?

  package struct Refused: Sendable {
    package var document: ExportedDocument
    /// Why it cannot have its number, in a sentence that begins with a small letter.
    package var reason: String
  }
}

/// Holds an exported invoice against what its booking would be billed today. Pure.
enum ExportedInvoice {
  /// Why a record cannot have the number; nil where its amounts and date are those exported.
  static func refusal(_ document: ExportedDocument, _ plan: BookingPlan) -> String? {
    guard let exported = document.amounts else {
      return "a note cannot be made from a package"
    }
    let today: PlannedAmounts
    switch plan.change {
    case .new(let draft), .changed(let draft, _): today = PlannedAmounts(draft)
    case .unchanged(let stored), .drifted(let stored, _):
      guard [.draft, .finalized].contains(stored.status) else {
        return "its booking has another number here"
      }
      today = PlannedAmounts(stored)
    case .none, .removed: return "its booking would not be billed today"
    }
    if let part = exported.differences(from: today.amounts).first {
      return "\(part.name) amount exported \(exported[part]), today \(today.amounts[part])"
    }
    guard today.billingDate == document.billingDate else {
      return "billing date exported \(document.billingDate), today \(today.billingDate)"
    }
    if plan.isHeld {
      return "it is held today: release it with jobrunner findings release"
    }
    let isFinal = plan.change.draftBillingDate == nil || plan.finalizes
    return isFinal ? nil : "it cannot be finalized before the day after its billing date"
  }
}
