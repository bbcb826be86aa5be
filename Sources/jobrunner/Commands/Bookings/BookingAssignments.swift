internal import ArgumentParser
internal import BillingJobs

/// What a person wants a booking and its parts to hold: `status=completed`, `item.45.quantity=2`,
/// `redemption.7.discount_amount=50`.
struct BookingAssignments {
  /// The values for one row, as they were written.
  struct RowAssignments {
    /// nil for the booking itself.
    let part: BookingPart?
    /// nil for the booking itself.
    let id: Int64?
    var assignments: [String]

    /// The columns that are named.
    var columns: [String] {
      assignments.map { String($0.prefix { $0 != "=" }).lowercased() }
    }
  }

  private(set) var rows: [RowAssignments] = []

  /// - Throws: `ValidationError` for a part that there is none of.
  init(_ words: [String]) throws {
    for word in words {
      let name = word.prefix { $0 != "=" }
      let path = name.split(separator: ".", omittingEmptySubsequences: false)
      guard path.count > 1 else {
        add(word, to: nil, nil)
        continue
      }
      guard path.count == 3, let part = BookingPart(rawValue: path[0].lowercased()),
        let id = Int64(path[1])
      else {
        throw ValidationError(
          "\(name) is no column of a booking: a part of it is named as in item.45.quantity=2 or "
            + "redemption.7.discount_amount=50")
      }
      add(String(path[2]) + word.dropFirst(name.count), to: part, id)
    }
  }

  private mutating func add(_ assignment: String, to part: BookingPart?, _ id: Int64?) {
    if let place = rows.firstIndex(where: { $0.part == part && $0.id == id }) {
      rows[place].assignments.append(assignment)
    } else {
      rows.append(RowAssignments(part: part, id: id, assignments: [assignment]))
    }
  }
}
