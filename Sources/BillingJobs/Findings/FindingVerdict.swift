package import Billing

/// What a person can decide about a finding (R8).
package enum FindingVerdict: String, Sendable {
  case release, accept

  /// What becomes of the finding.
  package var state: FindingState {
    switch self {
    case .release: .released
    case .accept: .accepted
    }
  }

  /// The job that decides so.
  var job: JobName {
    switch self {
    case .release: .release
    case .accept: .accept
    }
  }
}
