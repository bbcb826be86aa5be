internal import Billing

/// A change of one row of the lab's data, as the history keeps it.
package enum DataChange {
  /// What became of the row.
  package enum Kind: String, StoredEnumeration {
    case created, updated, deleted
  }
}
