internal import LabSchema
internal import PlainText

/// Rows that are written otherwise or deleted: how many, the first of them, and what goes with them.
struct RowChangesReport: Report {
  let changes: RowChanges
  let state: WritingState

  init(_ changes: RowChanges, _ state: WritingState) {
    self.changes = changes
    self.state = state
  }

  private var done: String { changes.action == .delete ? "deleted" : "updated" }

  var json: JSONObject {
    [
      "table": changes.table.name, "action": changes.action.rawValue,
      "dry_run": state == .planned, "rows": changes.count,
      // The first of them, at most \(RowChanges.mostShown).
      "sample": changes.sample.map(Self.json(of:)),
      // Of what is deleted alone.
      "following": changes.action == .delete ? changes.follow.map(json(of:)) : nil,
    ]
  }

  private func json(of following: RowChanges.Following) -> JSONObject {
    [
      "table": following.table, "rows": following.rows,
      "action": following.deleted ? "deleted" : "updated",
    ]
  }

  static func json(of row: RowChange) -> JSONObject {
    let columns = row.columns.map { value -> (key: String, value: any JSONValue) in
      let both: JSONObject = [
        "before": value.column.json(value.before), "after": value.column.json(value.after),
      ]
      return (value.column.name, both)
    }
    return ["id": row.id, "called": row.called, "columns": JSONObject(columns)]
  }

  var lines: [String] {
    guard changes.count > 0 else {
      return [
        changes.meant == 0
          ? "no row of \(changes.table.name) is meant: nothing to \(changes.action.rawValue)"
          : "nothing to change: the rows have these values already"
      ]
    }
    var lines = changes.sample.map(changes.action == .delete ? Self.name(of:) : Self.line(of:))
    if changes.count > changes.sample.count {
      lines.append("… and \(changes.count - changes.sample.count) more")
    }
    lines.append("\(counted(changes.count, "row")) of \(changes.table.name) \(state.words(done))")
    lines += changes.follow.map { following in
      let rows = counted(following.rows, "row")
      return following.deleted
        ? "  with \(rows) of \(following.table)"
        : "  and \(rows) of \(following.table) \(state == .planned ? "would lose" : "lost") the reference to it"
    }
    return lines
  }

  var quietLines: [String] { state == .written ? [] : lines }

  private static func name(of row: RowChange) -> String {
    "\(row.id)" + (row.called.map { " (\($0))" } ?? "")
  }

  static func line(of row: RowChange) -> String {
    let values = row.columns.filter { $0.isChanged }.map { value in
      value.column.visibility == .open
        ? "\(value.column.name) \(value.shown(value.before)) → \(value.shown(value.after))"
        : "\(value.column.name) is another one"
    }
    return "\(name(of: row)): \(values.joined(separator: "; "))"
  }
}

extension RowChange.Value {
  /// Whether it is another value; of a secret that is not looked at.
  var isChanged: Bool { column.visibility != .open || before != after }

  /// As a person is shown it.
  func shown(_ text: String?) -> String { column.shown(text) }
}

extension Column {
  /// A value of it as a person is shown it.
  func shown(_ text: String?) -> String {
    guard visibility == .open else { return "***" }
    guard let text else { return "–" }
    return text.isEmpty ? "\"\"" : text
  }
}
