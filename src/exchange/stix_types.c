/* STIX types: the object types of STIX 2.1 with their properties, as data.  See stix_types.h. */
#include "exchange/stix_types.h"

/* Tables read best as they are. */
/* clang-format off */

#define TEXT(name) {name, STIX_STRING, false, NULL, 0, 0}
#define TEXT_MUST(name) {name, STIX_STRING, true, NULL, 0, 0}
#define OPT(name, kind) {name, kind, false, NULL, 0, 0}
#define MUST(name, kind) {name, kind, true, NULL, 0, 0}
#define REF(name, to) {name, STIX_REF, false, to, 0, 0}
#define REFS(name, to) {name, STIX_REFS, false, to, 0, 0}
#define RANGE(name, min, max) {name, STIX_INT, false, NULL, min, max}
#define COUNT(name) {name, STIX_INT, false, NULL, 0, INT64_MAX}
#define END {NULL, STIX_ANY, false, NULL, 0, 0}

#define SEEN OPT("first_seen", STIX_TIME), OPT("last_seen", STIX_TIME)
#define PHASES OPT("kill_chain_phases", STIX_OBJECTS)
#define NAMED TEXT_MUST("name"), TEXT("description")

/* ---- Common properties ---- */

#define MARKED \
    REFS("object_marking_refs", "marking-definition"), OPT("granular_markings", STIX_OBJECTS), \
    OPT("extensions", STIX_DICT)

static const struct stix_prop common_domain[] = {
    TEXT_MUST("type"), MUST("spec_version", STIX_STRING), {"id", STIX_REF, true, NULL, 0, 0},
    REF("created_by_ref", "identity"), MUST("created", STIX_TIME), MUST("modified", STIX_TIME),
    OPT("revoked", STIX_BOOL), OPT("labels", STIX_STRINGS), RANGE("confidence", 0, 100),
    OPT("lang", STIX_LANG), OPT("external_references", STIX_OBJECTS), MARKED, END};

static const struct stix_prop common_observable[] = {
    TEXT_MUST("type"), OPT("spec_version", STIX_STRING), {"id", STIX_REF, true, NULL, 0, 0},
    OPT("defanged", STIX_BOOL), MARKED, END};

static const struct stix_prop common_marking[] = {
    TEXT_MUST("type"), MUST("spec_version", STIX_STRING), {"id", STIX_REF, true, NULL, 0, 0},
    REF("created_by_ref", "identity"), MUST("created", STIX_TIME),
    OPT("external_references", STIX_OBJECTS), MARKED, END};

static const struct stix_prop common_custom[] = {
    TEXT_MUST("type"), OPT("spec_version", STIX_STRING), {"id", STIX_REF, true, NULL, 0, 0},
    REF("created_by_ref", "identity"), OPT("created", STIX_TIME), OPT("modified", STIX_TIME),
    OPT("revoked", STIX_BOOL), MARKED, END};

/* ---- Domain objects ---- */

static const struct stix_prop attack_pattern[] = {NAMED, OPT("aliases", STIX_STRINGS), PHASES, END};
static const struct stix_prop campaign[] = {
    NAMED, OPT("aliases", STIX_STRINGS), SEEN, TEXT("objective"), END};
static const struct stix_prop named[] = {NAMED, END};
static const struct stix_prop grouping[] = {
    TEXT("name"), TEXT("description"), TEXT_MUST("context"), MUST("object_refs", STIX_REFS), END};
static const struct stix_prop identity[] = {
    NAMED, OPT("roles", STIX_STRINGS), TEXT("identity_class"), OPT("sectors", STIX_STRINGS),
    TEXT("contact_information"), END};
static const struct stix_prop indicator[] = {
    TEXT("name"), TEXT("description"), OPT("indicator_types", STIX_STRINGS), TEXT_MUST("pattern"),
    TEXT_MUST("pattern_type"), TEXT("pattern_version"), MUST("valid_from", STIX_TIME),
    OPT("valid_until", STIX_TIME), PHASES, END};
static const struct stix_prop infrastructure[] = {
    NAMED, OPT("infrastructure_types", STIX_STRINGS), OPT("aliases", STIX_STRINGS), PHASES, SEEN,
    END};
static const struct stix_prop intrusion_set[] = {
    NAMED, OPT("aliases", STIX_STRINGS), SEEN, OPT("goals", STIX_STRINGS), TEXT("resource_level"),
    TEXT("primary_motivation"), OPT("secondary_motivations", STIX_STRINGS), END};
static const struct stix_prop location[] = {
    TEXT("name"), TEXT("description"), OPT("latitude", STIX_NUMBER), OPT("longitude", STIX_NUMBER),
    OPT("precision", STIX_NUMBER), TEXT("region"), TEXT("country"), TEXT("administrative_area"),
    TEXT("city"), TEXT("street_address"), TEXT("postal_code"), END};
static const struct stix_prop malware[] = {
    TEXT("name"), TEXT("description"), OPT("malware_types", STIX_STRINGS),
    MUST("is_family", STIX_BOOL), OPT("aliases", STIX_STRINGS), PHASES, SEEN,
    REFS("operating_system_refs", "software"), OPT("architecture_execution_envs", STIX_STRINGS),
    OPT("implementation_languages", STIX_STRINGS), OPT("capabilities", STIX_STRINGS),
    REFS("sample_refs", "file artifact"), END};
static const struct stix_prop malware_analysis[] = {
    TEXT_MUST("product"), TEXT("version"), REF("host_vm_ref", "software"),
    REF("operating_system_ref", "software"), REFS("installed_software_refs", "software"),
    TEXT("configuration_version"), OPT("modules", STIX_STRINGS), TEXT("analysis_engine_version"),
    TEXT("analysis_definition_version"), OPT("submitted", STIX_TIME),
    OPT("analysis_started", STIX_TIME), OPT("analysis_ended", STIX_TIME), TEXT("result_name"),
    TEXT("result"), OPT("analysis_sco_refs", STIX_REFS), OPT("sample_ref", STIX_REF), END};
static const struct stix_prop note[] = {
    TEXT("abstract"), TEXT_MUST("content"), OPT("authors", STIX_STRINGS),
    MUST("object_refs", STIX_REFS), END};
static const struct stix_prop observed_data[] = {
    MUST("first_observed", STIX_TIME), MUST("last_observed", STIX_TIME),
    {"number_observed", STIX_INT, true, NULL, 1, 999999999}, OPT("objects", STIX_DICT),
    OPT("object_refs", STIX_REFS), END};
static const struct stix_prop opinion[] = {
    TEXT("explanation"), OPT("authors", STIX_STRINGS), TEXT_MUST("opinion"),
    MUST("object_refs", STIX_REFS), END};
static const struct stix_prop report[] = {
    NAMED, OPT("report_types", STIX_STRINGS), MUST("published", STIX_TIME),
    MUST("object_refs", STIX_REFS), END};
static const struct stix_prop threat_actor[] = {
    NAMED, OPT("threat_actor_types", STIX_STRINGS), OPT("aliases", STIX_STRINGS), SEEN,
    OPT("roles", STIX_STRINGS), OPT("goals", STIX_STRINGS), TEXT("sophistication"),
    TEXT("resource_level"), TEXT("primary_motivation"), OPT("secondary_motivations", STIX_STRINGS),
    OPT("personal_motivations", STIX_STRINGS), END};
static const struct stix_prop tool[] = {
    NAMED, OPT("tool_types", STIX_STRINGS), OPT("aliases", STIX_STRINGS), PHASES,
    TEXT("tool_version"), END};

/* ---- Relationship objects and meta objects ---- */

static const struct stix_prop relationship[] = {
    TEXT_MUST("relationship_type"), TEXT("description"), MUST("source_ref", STIX_REF),
    MUST("target_ref", STIX_REF), OPT("start_time", STIX_TIME), OPT("stop_time", STIX_TIME), END};
static const struct stix_prop sighting[] = {
    TEXT("description"), SEEN, RANGE("count", 0, 999999999), MUST("sighting_of_ref", STIX_REF),
    REFS("observed_data_refs", "observed-data"), REFS("where_sighted_refs", "identity location"),
    OPT("summary", STIX_BOOL), END};
static const struct stix_prop marking_definition[] = {
    TEXT("name"), TEXT("definition_type"), OPT("definition", STIX_DICT), END};
static const struct stix_prop language_content[] = {
    MUST("object_ref", STIX_REF), OPT("object_modified", STIX_TIME), MUST("contents", STIX_DICT),
    END};
static const struct stix_prop extension_definition[] = {
    {"created_by_ref", STIX_REF, true, "identity", 0, 0}, NAMED, TEXT_MUST("schema"),
    TEXT_MUST("version"), MUST("extension_types", STIX_STRINGS),
    OPT("extension_properties", STIX_STRINGS), END};

/* ---- Cyber-observable objects ---- */

static const struct stix_prop artifact[] = {
    TEXT("mime_type"), OPT("payload_bin", STIX_BASE64), TEXT("url"), OPT("hashes", STIX_HASHES),
    TEXT("encryption_algorithm"), TEXT("decryption_key"), END};
static const struct stix_prop autonomous_system[] = {
    MUST("number", STIX_INT), TEXT("name"), TEXT("rir"), END};
static const struct stix_prop directory[] = {
    TEXT_MUST("path"), TEXT("path_enc"), OPT("ctime", STIX_TIME), OPT("mtime", STIX_TIME),
    OPT("atime", STIX_TIME), REFS("contains_refs", "file directory"), END};
static const struct stix_prop domain_name[] = {
    TEXT_MUST("value"), REFS("resolves_to_refs", "ipv4-addr ipv6-addr domain-name"), END};
static const struct stix_prop email_addr[] = {
    TEXT_MUST("value"), TEXT("display_name"), REF("belongs_to_ref", "user-account"), END};
static const struct stix_prop email_message[] = {
    MUST("is_multipart", STIX_BOOL), OPT("date", STIX_TIME), TEXT("content_type"),
    REF("from_ref", "email-addr"), REF("sender_ref", "email-addr"), REFS("to_refs", "email-addr"),
    REFS("cc_refs", "email-addr"), REFS("bcc_refs", "email-addr"), TEXT("message_id"),
    TEXT("subject"), OPT("received_lines", STIX_STRINGS),
    OPT("additional_header_fields", STIX_DICT), TEXT("body"), OPT("body_multipart", STIX_OBJECTS),
    REF("raw_email_ref", "artifact"), END};
static const struct stix_prop file[] = {
    OPT("hashes", STIX_HASHES), COUNT("size"), TEXT("name"), TEXT("name_enc"),
    OPT("magic_number_hex", STIX_HEX), TEXT("mime_type"), OPT("ctime", STIX_TIME),
    OPT("mtime", STIX_TIME), OPT("atime", STIX_TIME), REF("parent_directory_ref", "directory"),
    OPT("contains_refs", STIX_REFS), REF("content_ref", "artifact"), END};
static const struct stix_prop ipv4_addr[] = {
    TEXT_MUST("value"), REFS("resolves_to_refs", "mac-addr"),
    REFS("belongs_to_refs", "autonomous-system"), END};
static const struct stix_prop value_only[] = {TEXT_MUST("value"), END};
static const struct stix_prop mutex[] = {TEXT_MUST("name"), END};
static const struct stix_prop network_traffic[] = {
    OPT("start", STIX_TIME), OPT("end", STIX_TIME), OPT("is_active", STIX_BOOL),
    REF("src_ref", "ipv4-addr ipv6-addr mac-addr domain-name"),
    REF("dst_ref", "ipv4-addr ipv6-addr mac-addr domain-name"), RANGE("src_port", 0, 65535),
    RANGE("dst_port", 0, 65535), MUST("protocols", STIX_STRINGS), COUNT("src_byte_count"),
    COUNT("dst_byte_count"), COUNT("src_packets"), COUNT("dst_packets"), OPT("ipfix", STIX_DICT),
    REF("src_payload_ref", "artifact"), REF("dst_payload_ref", "artifact"),
    REFS("encapsulates_refs", "network-traffic"), REF("encapsulated_by_ref", "network-traffic"),
    END};
static const struct stix_prop process[] = {
    OPT("is_hidden", STIX_BOOL), OPT("pid", STIX_INT), OPT("created_time", STIX_TIME), TEXT("cwd"),
    TEXT("command_line"), OPT("environment_variables", STIX_DICT),
    REFS("opened_connection_refs", "network-traffic"), REF("creator_user_ref", "user-account"),
    REF("image_ref", "file"), REF("parent_ref", "process"), REFS("child_refs", "process"), END};
static const struct stix_prop software[] = {
    TEXT_MUST("name"), TEXT("cpe"), TEXT("swid"), OPT("languages", STIX_STRINGS), TEXT("vendor"),
    TEXT("version"), END};
static const struct stix_prop user_account[] = {
    TEXT("user_id"), TEXT("credential"), TEXT("account_login"), TEXT("account_type"),
    TEXT("display_name"), OPT("is_service_account", STIX_BOOL), OPT("is_privileged", STIX_BOOL),
    OPT("can_escalate_privs", STIX_BOOL), OPT("is_disabled", STIX_BOOL),
    OPT("account_created", STIX_TIME), OPT("account_expires", STIX_TIME),
    OPT("credential_last_changed", STIX_TIME), OPT("account_first_login", STIX_TIME),
    OPT("account_last_login", STIX_TIME), END};
static const struct stix_prop windows_registry_key[] = {
    TEXT("key"), OPT("values", STIX_OBJECTS), OPT("modified_time", STIX_TIME),
    REF("creator_user_ref", "user-account"), COUNT("number_of_subkeys"), END};
static const struct stix_prop x509_certificate[] = {
    OPT("is_self_signed", STIX_BOOL), OPT("hashes", STIX_HASHES), TEXT("version"),
    TEXT("serial_number"), TEXT("signature_algorithm"), TEXT("issuer"),
    OPT("validity_not_before", STIX_TIME), OPT("validity_not_after", STIX_TIME), TEXT("subject"),
    TEXT("subject_public_key_algorithm"), TEXT("subject_public_key_modulus"),
    OPT("subject_public_key_exponent", STIX_INT), OPT("x509_v3_extensions", STIX_DICT), END};

static const struct stix_type types[] = {
    {"attack-pattern", STIX_SDO, attack_pattern, NULL},
    {"campaign", STIX_SDO, campaign, NULL},
    {"course-of-action", STIX_SDO, named, NULL},
    {"grouping", STIX_SDO, grouping, NULL},
    {"identity", STIX_SDO, identity, NULL},
    {"incident", STIX_SDO, named, NULL},
    {"indicator", STIX_SDO, indicator, NULL},
    {"infrastructure", STIX_SDO, infrastructure, NULL},
    {"intrusion-set", STIX_SDO, intrusion_set, NULL},
    {"location", STIX_SDO, location, "region country latitude"},
    {"malware", STIX_SDO, malware, NULL},
    {"malware-analysis", STIX_SDO, malware_analysis, "result analysis_sco_refs"},
    {"note", STIX_SDO, note, NULL},
    {"observed-data", STIX_SDO, observed_data, "objects object_refs"},
    {"opinion", STIX_SDO, opinion, NULL},
    {"report", STIX_SDO, report, NULL},
    {"threat-actor", STIX_SDO, threat_actor, NULL},
    {"tool", STIX_SDO, tool, NULL},
    {"vulnerability", STIX_SDO, named, NULL},
    {"relationship", STIX_SRO, relationship, NULL},
    {"sighting", STIX_SRO, sighting, NULL},
    {"marking-definition", STIX_META, marking_definition, "definition extensions"},
    {"language-content", STIX_SDO, language_content, NULL},
    {"extension-definition", STIX_SDO, extension_definition, NULL},
    {"artifact", STIX_SCO, artifact, "payload_bin url"},
    {"autonomous-system", STIX_SCO, autonomous_system, NULL},
    {"directory", STIX_SCO, directory, NULL},
    {"domain-name", STIX_SCO, domain_name, NULL},
    {"email-addr", STIX_SCO, email_addr, NULL},
    {"email-message", STIX_SCO, email_message, NULL},
    {"file", STIX_SCO, file, "hashes name"},
    {"ipv4-addr", STIX_SCO, ipv4_addr, NULL},
    {"ipv6-addr", STIX_SCO, ipv4_addr, NULL},
    {"mac-addr", STIX_SCO, value_only, NULL},
    {"mutex", STIX_SCO, mutex, NULL},
    {"network-traffic", STIX_SCO, network_traffic, "src_ref dst_ref"},
    {"process", STIX_SCO, process,
     "is_hidden pid created_time cwd command_line environment_variables opened_connection_refs "
     "creator_user_ref image_ref parent_ref child_refs extensions"},
    {"software", STIX_SCO, software, NULL},
    {"url", STIX_SCO, value_only, NULL},
    {"user-account", STIX_SCO, user_account,
     "user_id credential account_login account_type display_name is_service_account is_privileged "
     "can_escalate_privs is_disabled account_created account_expires credential_last_changed "
     "account_first_login account_last_login extensions"},
    {"windows-registry-key", STIX_SCO, windows_registry_key,
     "key values modified_time creator_user_ref number_of_subkeys"},
    {"x509-certificate", STIX_SCO, x509_certificate,
     "is_self_signed hashes version serial_number signature_algorithm issuer validity_not_before "
     "validity_not_after subject subject_public_key_algorithm subject_public_key_modulus "
     "subject_public_key_exponent x509_v3_extensions"},
};

/* clang-format on */

const struct stix_type *stix_type_find(struct sv name)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (sv_is(name, types[i].name))
            return &types[i];
    return NULL;
}

const struct stix_prop *stix_common_props(enum stix_class class)
{
    switch (class) {
    case STIX_SCO:
        return common_observable;
    case STIX_META:
        return common_marking;
    case STIX_CUSTOM:
        return common_custom;
    default:
        return common_domain;
    }
}

static const struct stix_prop *find_in(const struct stix_prop *props, struct sv name)
{
    for (; props->name; props++)
        if (sv_is(name, props->name))
            return props;
    return NULL;
}

const struct stix_prop *stix_prop_find(const struct stix_type *type, struct sv name)
{
    const struct stix_prop *own = type ? find_in(type->props, name) : NULL;
    return own ? own : find_in(stix_common_props(type ? type->class : STIX_CUSTOM), name);
}
