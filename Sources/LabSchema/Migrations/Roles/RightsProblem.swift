internal import Billing

/// Something that lets others do more with the job's own than `migrate roles` lists.
package enum RightsProblem: Equatable, Sendable {
  /// A role has rights on a table, view, sequence or function of the job that are not its own.
  case right(RightHeld)
  /// A function looks for tables elsewhere than in the lab's schema, temporary ones last: whoever
  /// makes a temporary table of a name in it decides what it reads.
  case searchPath(function: String, schema: String)
  /// Everybody may create objects in the lab's schema, operators that our functions would use
  /// among them.
  case createHeldByPublic(schema: String)

  /// What is wrong, in a line.
  package var message: String {
    switch self {
    case .right(let held): "\(held)"
    case .searchPath(let function, let schema):
      "function \(function) does not search \(schema), pg_temp"
    case .createHeldByPublic(let schema): "PUBLIC may create objects in the schema \(schema)"
    }
  }

  /// The statement that puts it right.
  package var repair: String {
    switch self {
    case .right(let held): held.revocation
    case .searchPath(let function, let schema):
      "alter function \(function) set search_path to \(schema), pg_temp"
    case .createHeldByPublic(let schema): "revoke create on schema \(schema) from public"
    }
  }

  /// Whether `migrate roles` puts it right. The schema is the app's too: who may create in it is for
  /// its owner to say.
  var isRepairedByRoles: Bool {
    if case .createHeldByPublic = self { false } else { true }
  }
}

/// One right of one role on one object of the job.
package struct RightHeld: Equatable, Sendable {
  /// table, sequence or function, as a grant says it.
  var kind: String
  /// As the lab's schema names it, quoted; of a function with its arguments.
  var object: String
  /// Empty where the right is on all of them.
  var column: String
  /// In small letters, as a grant says it.
  var right: String
  /// A role's name; nil is PUBLIC.
  var role: String?
  /// The role's name as a statement writes it.
  var quotedRole: String
  /// Whether the role has rights from default privileges: it got this one without anybody asking.
  var isByDefault: Bool

  var revocation: String {
    "revoke \(right)\(column.isEmpty ? "" : " (\(column))") on \(kind) \(object) from \(quotedRole)"
  }
}

extension RightHeld: CustomStringConvertible {
  package var description: String {
    "\(role ?? "PUBLIC") may \(right) \(kind) \(object)\(column.isEmpty ? "" : " (\(column))")"
  }
}
