internal import Billing
internal import LabSchema

/// The member of the staff who asks for a change, found active and with the role it needs.
struct Actor: Equatable, Sendable {
  let staffID: StaffID
  let name: String
  let role: StaffRole
}

extension Actor: CustomStringConvertible {
  /// As the ledger of runs and the findings keep it: a name alone can change, and can be two's.
  var description: String { "\(name) (staff \(staffID))" }
}

/// Why a change cannot be put down to the person who was named.
enum AttributionError: ReportedError {
  case missing(Set<StaffRole>)
  case unknown(String)
  case ambiguous(String, Int)
  case inactive(String)
  case wrongRole(String, StaffRole, needs: Set<StaffRole>)

  var message: String {
    switch self {
    case .missing: "who asks for this is not said"
    case .unknown(let text): "no member of the staff has the phone or e-mail \"\(text)\""
    case .ambiguous(let text, let count):
      "\(count) members of the staff have the phone or e-mail \"\(text)\""
    case .inactive(let name): "\(name) is no active member of the staff"
    case .wrongRole(let name, let role, let needs):
      "\(name) is \(role), and this needs \(Self.list(needs))"
    }
  }

  var remedy: String {
    switch self {
    case .missing(let roles):
      "add --as PHONE_OR_EMAIL of an active \(Self.list(roles)), or set JOBRUNNER_AS"
    case .unknown: "name it as it stands in the staff table"
    case .ambiguous: "name the phone number instead"
    case .inactive: "ask somebody who is, or let an admin make the staff row active again"
    case .wrongRole(_, _, let needs): "ask an active \(Self.list(needs)), and name them with --as"
    }
  }

  var exitStatus: ExitStatus {
    if case .missing = self { .badRequest } else { .notPermitted }
  }

  private static func list(_ roles: Set<StaffRole>) -> String {
    roles.map(\.rawValue).sorted().joined(separator: " or ")
  }
}

extension LabSession {
  /// The person the command was called for.
  ///
  /// - Throws: ``AttributionError`` where none was named, or one who may not ask for it.
  func person(needing roles: Set<StaffRole>) throws -> Actor {
    guard let identifier = personOptions?.identifier else {
      throw AttributionError.missing(roles)
    }
    return try actor(identifier, needing: roles)
  }

  /// The member of the staff with this telephone number or e-mail address.
  ///
  /// - Throws: ``AttributionError`` where it is nobody, or one who may not ask for it.
  func actor(_ identifier: String, needing roles: Set<StaffRole>) throws -> Actor {
    let found = try connection.staff(phoneOrEmail: identifier)
    guard let member = found.first else { throw AttributionError.unknown(identifier) }
    guard found.count == 1 else { throw AttributionError.ambiguous(identifier, found.count) }
    guard member.isActive else { throw AttributionError.inactive(member.name) }
    guard roles.contains(member.role) else {
      throw AttributionError.wrongRole(member.name, member.role, needs: roles)
    }
    return Actor(staffID: member.id, name: member.name, role: member.role)
  }
}
