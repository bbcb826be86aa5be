internal import LabSchema

/// How changes of the lab's data are told, to people and to programs.
extension DataChange {
  /// `by Meera Iyer (staff 3): asked by phone`, or `by the app`.
  var author: String {
    guard let person else { return "by the app" }
    return "by \(person)" + (reason.map { ": \($0)" } ?? "")
  }

  /// The change in a sentence without its stop: `the price was changed from 650.00 to 700.00 on
  /// 2025-03-03, by the app`.
  var sentence: String {
    let what =
      switch kind {
      case .created: "it was made"
      case .deleted: "it was deleted"
      case .updated:
        values.map { value in
          let name = value.column.split(separator: "_").joined(separator: " ")
          return
            "the \(name) was changed from \(value.before ?? "none") to \(value.after ?? "none")"
        }.joined(separator: ", ")
      }
    return "\(what) on \(changedOn), \(author)"
  }

  var json: JSONObject {
    [
      "change_id": id,
      "changed_at": changedAt,
      "table": table,
      "row_id": rowID,
      "action": kind.rawValue,
      // Of an update the columns that changed; a member that is missing had no value.
      "before": kind == .created ? nil : object(\.before),
      "after": kind == .deleted ? nil : object(\.after),
      "person": person,
      "reason": reason,
      "database_user": databaseUser,
    ]
  }

  private func object(_ value: (Value) -> String?) -> JSONObject {
    JSONObject(
      values.map { member -> (key: String, value: any JSONValue) in
        (member.column, value(member) ?? JSONNull())
      })
  }
}
