SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.area (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    slug text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL,
    parent_id uuid,
    start_app_url text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT area_check CHECK (((kind = 'network'::text) = (parent_id IS NULL))),
    CONSTRAINT area_kind_check CHECK ((kind = ANY (ARRAY['network'::text, 'division'::text, 'site'::text]))),
    CONSTRAINT area_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
    CONSTRAINT area_slug_check CHECK ((slug ~ '^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$'::text))
);
CREATE TABLE public.area_group (
    area_id uuid NOT NULL,
    role text NOT NULL,
    keycloak_group_id text,
    access text[] DEFAULT '{}'::text[] NOT NULL
);
CREATE TABLE public.audit (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL,
    act text NOT NULL,
    actor_kind text NOT NULL,
    actor_id uuid,
    area_id uuid,
    member_id uuid,
    subject_id uuid,
    details jsonb DEFAULT '{}'::jsonb NOT NULL,
    CONSTRAINT audit_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['administrator'::text, 'employee'::text, 'operator'::text, 'system'::text])))
);
ALTER TABLE public.audit ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME public.audit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE public.campaign (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    state text NOT NULL,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    invited integer DEFAULT 0 NOT NULL,
    CONSTRAINT campaign_state_check CHECK ((state = ANY (ARRAY['planned'::text, 'running'::text, 'paused'::text, 'done'::text, 'cancelled'::text])))
);
CREATE TABLE public.deviation (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    member_id uuid,
    kind text NOT NULL,
    area_id uuid,
    role text,
    keycloak_value text,
    our_value text,
    state text DEFAULT 'open'::text NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    looked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    decided_by uuid,
    CONSTRAINT deviation_check CHECK (((member_id IS NOT NULL) OR ((area_id IS NOT NULL) AND (role IS NOT NULL)))),
    CONSTRAINT deviation_kind_check CHECK ((kind = ANY (ARRAY['firstName'::text, 'lastName'::text, 'username'::text, 'employeeNumber'::text, 'email'::text, 'enabled'::text, 'grantAdded'::text, 'grantRemoved'::text, 'accountDeleted'::text, 'accountTwice'::text, 'groupRenamed'::text, 'groupDeleted'::text]))),
    CONSTRAINT deviation_state_check CHECK ((state = ANY (ARRAY['open'::text, 'adopted'::text, 'reverted'::text, 'settled'::text])))
);
CREATE TABLE public.feed (
    id boolean DEFAULT true NOT NULL,
    cursor_at timestamp with time zone,
    due_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    lease_id uuid,
    lease_until timestamp with time zone,
    groups_due boolean DEFAULT true NOT NULL,
    reconcile_due_at timestamp with time zone,
    CONSTRAINT feed_id_check CHECK (id)
);
CREATE TABLE public.feed_event (
    id text NOT NULL,
    at timestamp with time zone NOT NULL
);
CREATE TABLE public.feed_look (
    user_id text NOT NULL,
    by_console boolean NOT NULL,
    doubted boolean DEFAULT false NOT NULL,
    version integer DEFAULT 1 NOT NULL,
    due_at timestamp with time zone NOT NULL
);
CREATE TABLE public."grant" (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    member_id uuid NOT NULL,
    area_id uuid NOT NULL,
    role text NOT NULL,
    origin text NOT NULL,
    granted_by uuid,
    granted_at timestamp with time zone DEFAULT now() NOT NULL,
    ends_at timestamp with time zone
);
CREATE TABLE public.import (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    target text NOT NULL,
    state text NOT NULL,
    file_name text NOT NULL,
    file_sha256 text NOT NULL,
    file bytea NOT NULL,
    columns jsonb DEFAULT '[]'::jsonb NOT NULL,
    error jsonb,
    attempt integer DEFAULT 0 NOT NULL,
    lease_until timestamp with time zone,
    created_by uuid NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT import_state_check CHECK ((state = ANY (ARRAY['staged'::text, 'ready'::text, 'running'::text, 'done'::text, 'undone'::text])))
);
CREATE TABLE public.import_row (
    import_id uuid NOT NULL,
    number integer NOT NULL,
    sheet text NOT NULL,
    sheet_row integer NOT NULL,
    input jsonb NOT NULL,
    record jsonb,
    verdict text,
    problems jsonb DEFAULT '[]'::jsonb NOT NULL,
    changes jsonb DEFAULT '[]'::jsonb NOT NULL,
    state text DEFAULT 'staged'::text NOT NULL,
    subject_id uuid,
    CONSTRAINT import_row_state_check CHECK ((state = ANY (ARRAY['staged'::text, 'stored'::text, 'skipped'::text, 'refused'::text]))),
    CONSTRAINT import_row_verdict_check CHECK ((verdict = ANY (ARRAY['new'::text, 'changed'::text, 'unchanged'::text, 'blocked'::text])))
);
CREATE TABLE public.invitation (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    member_id uuid NOT NULL,
    campaign_id uuid,
    state text DEFAULT 'open'::text NOT NULL,
    key_id integer NOT NULL,
    generation integer DEFAULT 1 NOT NULL,
    lookup bytea NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    lease_id text,
    lease_until timestamp with time zone,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    accepted_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_by uuid,
    requested_at timestamp with time zone,
    password_mail_due_at timestamp with time zone,
    password_mail_attempt integer DEFAULT 0 NOT NULL,
    close_due_at timestamp with time zone,
    close_lease_until timestamp with time zone,
    link_removed_at timestamp with time zone,
    link_removal_attempt integer DEFAULT 0 NOT NULL,
    link_removal_due_at timestamp with time zone,
    void_at timestamp with time zone,
    CONSTRAINT invitation_state_check CHECK ((state = ANY (ARRAY['open'::text, 'redeeming'::text, 'accepted'::text, 'expired'::text, 'revoked'::text])))
);
CREATE TABLE public.kysely_migration (
    name character varying(255) NOT NULL,
    "timestamp" character varying(255) NOT NULL
);
CREATE TABLE public.kysely_migration_lock (
    id character varying(255) NOT NULL,
    is_locked integer DEFAULT 0 NOT NULL
);
CREATE TABLE public.member (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    salutation text,
    first_name text NOT NULL,
    last_name text NOT NULL,
    email text,
    username text NOT NULL,
    employee_number text,
    locale text DEFAULT 'de'::text NOT NULL,
    state text DEFAULT 'created'::text NOT NULL,
    origin text NOT NULL,
    keycloak_user_id text,
    sync_state text DEFAULT 'pending'::text NOT NULL,
    sync_version integer DEFAULT 1 NOT NULL,
    sync_attempt integer DEFAULT 0 NOT NULL,
    sync_failures integer DEFAULT 0 NOT NULL,
    sync_lease_until timestamp with time zone,
    sync_due_at timestamp with time zone DEFAULT now() NOT NULL,
    sync_error text,
    created_by uuid,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    activated_at timestamp with time zone,
    form_key uuid,
    state_before text,
    enable_due boolean DEFAULT false NOT NULL,
    deleted_at timestamp with time zone,
    email_verified boolean DEFAULT false NOT NULL,
    CONSTRAINT member_email_check CHECK ((length(email) <= 254)),
    CONSTRAINT member_employee_number_check CHECK (((length(employee_number) >= 1) AND (length(employee_number) <= 64))),
    CONSTRAINT member_first_name_check CHECK (((length(first_name) >= 1) AND (length(first_name) <= 120))),
    CONSTRAINT member_last_name_check CHECK (((length(last_name) >= 1) AND (length(last_name) <= 120))),
    CONSTRAINT member_state_before_check CHECK ((state_before = ANY (ARRAY['created'::text, 'invited'::text, 'registered'::text, 'waiting'::text, 'active'::text]))),
    CONSTRAINT member_state_check CHECK ((state = ANY (ARRAY['created'::text, 'invited'::text, 'registered'::text, 'waiting'::text, 'active'::text, 'suspended'::text, 'deleted'::text]))),
    CONSTRAINT member_sync_state_check CHECK ((sync_state = ANY (ARRAY['pending'::text, 'claimed'::text, 'done'::text, 'failed'::text]))),
    CONSTRAINT member_username_check CHECK (((length(username) >= 2) AND (length(username) <= 120)))
);
CREATE TABLE public.message (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    kind text NOT NULL,
    member_id uuid,
    subject_id uuid,
    locale text NOT NULL,
    to_address text NOT NULL,
    state text DEFAULT 'queued'::text NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone DEFAULT now() NOT NULL,
    lease_until timestamp with time zone,
    header_id text NOT NULL,
    response text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    first_tried_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    sent_at timestamp with time zone,
    CONSTRAINT message_state_check CHECK ((state = ANY (ARRAY['queued'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'bounced'::text, 'cancelled'::text])))
);
CREATE TABLE public.reconcile_run (
    id uuid DEFAULT gen_random_uuid() NOT NULL,
    started_at timestamp with time zone NOT NULL,
    finished_at timestamp with time zone,
    members integer DEFAULT 0 NOT NULL,
    accounts integer DEFAULT 0 NOT NULL,
    unknown_accounts integer DEFAULT 0 NOT NULL,
    missing_accounts integer DEFAULT 0 NOT NULL,
    differing integer DEFAULT 0 NOT NULL,
    writes integer DEFAULT 0 NOT NULL,
    halted boolean DEFAULT false NOT NULL
);
CREATE TABLE public.setting (
    key text NOT NULL,
    value jsonb NOT NULL
);
INSERT INTO public.area VALUES ('2a935719-2fd6-4d30-82c6-9eff6cba5fd8', 'muster-ag', 'Muster AG', 'network', NULL, NULL, '2026-11-26 14:16:46.912099+00');
INSERT INTO public.area VALUES ('e348871e-d30f-4a9e-b81c-84dc15b259f2', 'zentrale', 'Zentrale', 'division', '2a935719-2fd6-4d30-82c6-9eff6cba5fd8', NULL, '2026-11-26 14:16:46.924405+00');
INSERT INTO public.area VALUES ('73acaba4-0bb5-4667-9141-39d1af577c98', 'werk-nord', 'Werk Nord', 'site', '2a935719-2fd6-4d30-82c6-9eff6cba5fd8', NULL, '2026-11-26 14:16:46.92786+00');
INSERT INTO public.area VALUES ('05178f4f-3b32-40bc-833c-28bd3eae651b', 'werk-sued', 'Werk Süd', 'site', '2a935719-2fd6-4d30-82c6-9eff6cba5fd8', NULL, '2026-11-26 14:16:46.933239+00');
INSERT INTO public.area_group VALUES ('2a935719-2fd6-4d30-82c6-9eff6cba5fd8', 'member', '6d8b4648-68cf-4bc0-a407-db84568f11d6', '{muster-ag:member,werk-nord:member,werk-sued:member,zentrale:member}');
INSERT INTO public.area_group VALUES ('2a935719-2fd6-4d30-82c6-9eff6cba5fd8', 'editor', '7ae0b638-6ff5-4f46-9355-fdf704b62365', '{muster-ag:editor,werk-nord:editor,werk-sued:editor,zentrale:editor}');
INSERT INTO public.area_group VALUES ('2a935719-2fd6-4d30-82c6-9eff6cba5fd8', 'newsroom_manager', 'eec05d15-005a-49c9-86ae-d2ec1c08b621', '{muster-ag:newsroom_manager,werk-nord:newsroom_manager,werk-sued:newsroom_manager,zentrale:newsroom_manager}');
INSERT INTO public.area_group VALUES ('2a935719-2fd6-4d30-82c6-9eff6cba5fd8', 'network_manager', '86da4f20-ae90-4d10-9c4e-0d0bd25e3fa0', '{muster-ag:network_manager,werk-nord:network_manager,werk-sued:network_manager,zentrale:network_manager}');
INSERT INTO public.area_group VALUES ('73acaba4-0bb5-4667-9141-39d1af577c98', 'member', '9fb789f7-194f-4306-9752-2dc1346316e9', '{werk-nord:member}');
INSERT INTO public.area_group VALUES ('73acaba4-0bb5-4667-9141-39d1af577c98', 'editor', '955fa521-5f9d-4a5a-bc72-15eaf6920179', '{werk-nord:editor}');
INSERT INTO public.area_group VALUES ('73acaba4-0bb5-4667-9141-39d1af577c98', 'newsroom_manager', 'b684938b-8e78-4f50-8821-b42003c0ad72', '{werk-nord:newsroom_manager}');
INSERT INTO public.area_group VALUES ('05178f4f-3b32-40bc-833c-28bd3eae651b', 'member', '8ab9259a-5258-487f-a550-697d039df5ec', '{werk-sued:member}');
INSERT INTO public.area_group VALUES ('05178f4f-3b32-40bc-833c-28bd3eae651b', 'editor', '65cc072b-30a7-4807-b457-7ffd9289764a', '{werk-sued:editor}');
INSERT INTO public.area_group VALUES ('05178f4f-3b32-40bc-833c-28bd3eae651b', 'newsroom_manager', 'db161706-6dfe-4e7e-b2de-31afec36ccd6', '{werk-sued:newsroom_manager}');
INSERT INTO public.area_group VALUES ('e348871e-d30f-4a9e-b81c-84dc15b259f2', 'member', 'e21963b9-83de-49fe-954c-2ba7470a320d', '{zentrale:member}');
INSERT INTO public.area_group VALUES ('e348871e-d30f-4a9e-b81c-84dc15b259f2', 'editor', 'ceb72b85-402f-443e-9cd8-de2f9c04e6d8', '{zentrale:editor}');
INSERT INTO public.area_group VALUES ('e348871e-d30f-4a9e-b81c-84dc15b259f2', 'newsroom_manager', '4a7b92e5-dbf9-4785-816d-e2103d18b402', '{zentrale:newsroom_manager}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (1, '2026-11-26 14:16:46.912099+00', 'area.added', 'operator', NULL, '2a935719-2fd6-4d30-82c6-9eff6cba5fd8', NULL, NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (2, '2026-11-26 14:16:46.924405+00', 'area.added', 'operator', NULL, 'e348871e-d30f-4a9e-b81c-84dc15b259f2', NULL, NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (3, '2026-11-26 14:16:46.92786+00', 'area.added', 'operator', NULL, '73acaba4-0bb5-4667-9141-39d1af577c98', NULL, NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (4, '2026-11-26 14:16:46.933239+00', 'area.added', 'operator', NULL, '05178f4f-3b32-40bc-833c-28bd3eae651b', NULL, NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (5, '2026-11-26 14:16:49.719236+00', 'member.created', 'operator', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '{"origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (6, '2026-11-26 14:16:49.719236+00', 'grant.added', 'operator', NULL, '2a935719-2fd6-4d30-82c6-9eff6cba5fd8', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '{"role": "network_manager", "origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (7, '2026-11-26 14:16:49.738275+00', 'member.created', 'operator', NULL, NULL, 'ea0f713b-55a1-40b7-a3cc-797640dc295d', NULL, '{"origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (8, '2026-11-26 14:16:49.738275+00', 'grant.added', 'operator', NULL, '73acaba4-0bb5-4667-9141-39d1af577c98', 'ea0f713b-55a1-40b7-a3cc-797640dc295d', NULL, '{"role": "newsroom_manager", "origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (9, '2026-11-26 14:16:49.751069+00', 'member.created', 'operator', NULL, NULL, '029cc779-dd3a-4c16-b4b3-2f0b4def5593', NULL, '{"origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (10, '2026-11-26 14:16:49.751069+00', 'grant.added', 'operator', NULL, '73acaba4-0bb5-4667-9141-39d1af577c98', '029cc779-dd3a-4c16-b4b3-2f0b4def5593', NULL, '{"role": "editor", "origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (11, '2026-11-26 14:16:49.769615+00', 'member.created', 'operator', NULL, NULL, '3fbc281d-b5c2-4b5f-a051-600e42a6c07a', NULL, '{"origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (12, '2026-11-26 14:16:49.769615+00', 'grant.added', 'operator', NULL, 'e348871e-d30f-4a9e-b81c-84dc15b259f2', '3fbc281d-b5c2-4b5f-a051-600e42a6c07a', NULL, '{"role": "member", "origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (13, '2026-11-26 14:16:49.794287+00', 'member.created', 'operator', NULL, NULL, '867fc893-07ea-45c1-bd45-2e8a7a7c3ea2', NULL, '{"origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (14, '2026-11-26 14:16:49.794287+00', 'grant.added', 'operator', NULL, '05178f4f-3b32-40bc-833c-28bd3eae651b', '867fc893-07ea-45c1-bd45-2e8a7a7c3ea2', NULL, '{"role": "member", "origin": "demo"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (15, '2026-11-26 14:16:50.649984+00', 'member.provisioned', 'system', NULL, NULL, '029cc779-dd3a-4c16-b4b3-2f0b4def5593', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (16, '2026-11-26 14:16:50.650842+00', 'member.provisioned', 'system', NULL, NULL, '867fc893-07ea-45c1-bd45-2e8a7a7c3ea2', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (17, '2026-11-26 14:16:50.661917+00', 'member.provisioned', 'system', NULL, NULL, '3fbc281d-b5c2-4b5f-a051-600e42a6c07a', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (18, '2026-11-26 14:16:50.661326+00', 'member.provisioned', 'system', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (19, '2026-11-26 14:16:51.224886+00', 'member.provisioned', 'system', NULL, NULL, 'ea0f713b-55a1-40b7-a3cc-797640dc295d', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (20, '2026-11-26 14:16:51.676245+00', 'member.activated', 'employee', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (21, '2026-11-26 14:16:52.200566+00', 'member.activated', 'employee', 'ea0f713b-55a1-40b7-a3cc-797640dc295d', NULL, 'ea0f713b-55a1-40b7-a3cc-797640dc295d', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (22, '2026-11-26 14:16:52.74628+00', 'member.activated', 'employee', '029cc779-dd3a-4c16-b4b3-2f0b4def5593', NULL, '029cc779-dd3a-4c16-b4b3-2f0b4def5593', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (23, '2026-11-26 14:16:53.510826+00', 'member.activated', 'employee', '3fbc281d-b5c2-4b5f-a051-600e42a6c07a', NULL, '3fbc281d-b5c2-4b5f-a051-600e42a6c07a', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (24, '2026-11-26 14:16:53.915914+00', 'member.changed', 'system', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '{"fields": ["emailVerified"]}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (25, '2026-11-26 14:16:53.918821+00', 'member.changed', 'system', NULL, NULL, '029cc779-dd3a-4c16-b4b3-2f0b4def5593', NULL, '{"fields": ["emailVerified"]}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (26, '2026-11-26 14:16:54.009566+00', 'member.changed', 'system', NULL, NULL, 'ea0f713b-55a1-40b7-a3cc-797640dc295d', NULL, '{"fields": ["emailVerified"]}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (27, '2026-11-26 14:16:54.351277+00', 'member.activated', 'employee', '867fc893-07ea-45c1-bd45-2e8a7a7c3ea2', NULL, '867fc893-07ea-45c1-bd45-2e8a7a7c3ea2', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (28, '2026-11-26 14:16:57.320551+00', 'member.changed', 'system', NULL, NULL, '867fc893-07ea-45c1-bd45-2e8a7a7c3ea2', NULL, '{"fields": ["emailVerified"]}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (29, '2026-11-26 14:16:57.320012+00', 'member.changed', 'system', NULL, NULL, '3fbc281d-b5c2-4b5f-a051-600e42a6c07a', NULL, '{"fields": ["emailVerified"]}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (30, '2026-11-26 14:16:58.691712+00', 'import.staged', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, NULL, '1f4be124-c018-468d-b567-f4b933702619', '{"rows": 8}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (31, '2026-11-26 14:16:58.971752+00', 'import.started', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, NULL, '1f4be124-c018-468d-b567-f4b933702619', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (32, '2026-11-26 14:16:59.036964+00', 'member.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', '1f4be124-c018-468d-b567-f4b933702619', '{"origin": "import", "importId": "1f4be124-c018-468d-b567-f4b933702619"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (33, '2026-11-26 14:16:59.036964+00', 'grant.added', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', '05178f4f-3b32-40bc-833c-28bd3eae651b', '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', NULL, '{"role": "member", "origin": "import"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (34, '2026-11-26 14:16:59.036964+00', 'member.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '5958472b-108f-46f6-a01a-231cce134cae', '1f4be124-c018-468d-b567-f4b933702619', '{"origin": "import", "importId": "1f4be124-c018-468d-b567-f4b933702619"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (35, '2026-11-26 14:16:59.036964+00', 'grant.added', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', '73acaba4-0bb5-4667-9141-39d1af577c98', '5958472b-108f-46f6-a01a-231cce134cae', NULL, '{"role": "member", "origin": "import"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (36, '2026-11-26 14:16:59.036964+00', 'member.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '709cc6c9-5322-4495-aaaa-826e3290881d', '1f4be124-c018-468d-b567-f4b933702619', '{"origin": "import", "importId": "1f4be124-c018-468d-b567-f4b933702619"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (37, '2026-11-26 14:16:59.036964+00', 'grant.added', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', '05178f4f-3b32-40bc-833c-28bd3eae651b', '709cc6c9-5322-4495-aaaa-826e3290881d', NULL, '{"role": "member", "origin": "import"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (38, '2026-11-26 14:16:59.036964+00', 'member.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '9664c8c3-fdef-490b-ab9d-f346a1344cc2', '1f4be124-c018-468d-b567-f4b933702619', '{"origin": "import", "importId": "1f4be124-c018-468d-b567-f4b933702619"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (39, '2026-11-26 14:16:59.036964+00', 'grant.added', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', '73acaba4-0bb5-4667-9141-39d1af577c98', '9664c8c3-fdef-490b-ab9d-f346a1344cc2', NULL, '{"role": "member", "origin": "import"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (40, '2026-11-26 14:16:59.036964+00', 'member.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '9a31066e-74a7-4738-a9df-d172d106e720', '1f4be124-c018-468d-b567-f4b933702619', '{"origin": "import", "importId": "1f4be124-c018-468d-b567-f4b933702619"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (41, '2026-11-26 14:16:59.036964+00', 'grant.added', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', '05178f4f-3b32-40bc-833c-28bd3eae651b', '9a31066e-74a7-4738-a9df-d172d106e720', NULL, '{"role": "member", "origin": "import"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (42, '2026-11-26 14:16:59.036964+00', 'member.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '5d4dad3e-93a9-42d9-a863-dfe0aaf7c869', '1f4be124-c018-468d-b567-f4b933702619', '{"origin": "import", "importId": "1f4be124-c018-468d-b567-f4b933702619"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (43, '2026-11-26 14:16:59.036964+00', 'grant.added', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', '73acaba4-0bb5-4667-9141-39d1af577c98', '5d4dad3e-93a9-42d9-a863-dfe0aaf7c869', NULL, '{"role": "member", "origin": "import"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (44, '2026-11-26 14:16:59.036964+00', 'member.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, 'a6d99071-73c0-4280-ba85-371c23e24c7b', '1f4be124-c018-468d-b567-f4b933702619', '{"origin": "import", "importId": "1f4be124-c018-468d-b567-f4b933702619"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (45, '2026-11-26 14:16:59.036964+00', 'grant.added', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', '05178f4f-3b32-40bc-833c-28bd3eae651b', 'a6d99071-73c0-4280-ba85-371c23e24c7b', NULL, '{"role": "member", "origin": "import"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (46, '2026-11-26 14:16:59.036964+00', 'member.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '5f6e6c09-6ab9-441e-8a79-41b1674fe124', '1f4be124-c018-468d-b567-f4b933702619', '{"origin": "import", "importId": "1f4be124-c018-468d-b567-f4b933702619"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (47, '2026-11-26 14:16:59.036964+00', 'grant.added', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', '73acaba4-0bb5-4667-9141-39d1af577c98', '5f6e6c09-6ab9-441e-8a79-41b1674fe124', NULL, '{"role": "member", "origin": "import"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (48, '2026-11-26 14:16:59.411208+00', 'member.provisioned', 'system', NULL, NULL, '5d4dad3e-93a9-42d9-a863-dfe0aaf7c869', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (49, '2026-11-26 14:16:59.600099+00', 'member.provisioned', 'system', NULL, NULL, '9664c8c3-fdef-490b-ab9d-f346a1344cc2', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (50, '2026-11-26 14:16:59.638857+00', 'member.provisioned', 'system', NULL, NULL, 'a6d99071-73c0-4280-ba85-371c23e24c7b', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (51, '2026-11-26 14:16:59.638928+00', 'member.provisioned', 'system', NULL, NULL, '5f6e6c09-6ab9-441e-8a79-41b1674fe124', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (52, '2026-11-26 14:16:59.65306+00', 'member.provisioned', 'system', NULL, NULL, '5958472b-108f-46f6-a01a-231cce134cae', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (53, '2026-11-26 14:16:59.891345+00', 'member.provisioned', 'system', NULL, NULL, '9a31066e-74a7-4738-a9df-d172d106e720', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (54, '2026-11-26 14:16:59.908271+00', 'member.provisioned', 'system', NULL, NULL, '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (55, '2026-11-26 14:16:59.92041+00', 'member.provisioned', 'system', NULL, NULL, '709cc6c9-5322-4495-aaaa-826e3290881d', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (56, '2026-11-26 14:17:00.030151+00', 'campaign.started', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, NULL, 'e32fd1f8-b909-4e40-a1a1-624f1001dbf4', '{"invited": 8}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (57, '2026-11-26 14:17:00.030151+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', '86f80c1b-fb69-4a2b-9e7a-3c6833c0360e', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (58, '2026-11-26 14:17:00.030151+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '5958472b-108f-46f6-a01a-231cce134cae', 'c8cc53a0-84ea-45b8-b7fc-87cacad8b054', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (59, '2026-11-26 14:17:00.030151+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '709cc6c9-5322-4495-aaaa-826e3290881d', '3a3a5608-270f-46cd-b817-c3c062972edd', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (60, '2026-11-26 14:17:00.030151+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '9664c8c3-fdef-490b-ab9d-f346a1344cc2', '7f2fed72-3838-4e56-9e43-329d4f2573a2', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (61, '2026-11-26 14:17:00.030151+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '9a31066e-74a7-4738-a9df-d172d106e720', '0935a78d-f51b-4f19-88f8-83ee82d1e99a', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (62, '2026-11-26 14:17:00.030151+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '5d4dad3e-93a9-42d9-a863-dfe0aaf7c869', 'b4226c35-c151-4460-b32c-0dd2da595c9e', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (63, '2026-11-26 14:17:00.030151+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, 'a6d99071-73c0-4280-ba85-371c23e24c7b', 'f7e80bd4-6619-41ba-addc-56f0df3def87', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (64, '2026-11-26 14:17:00.030151+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '5f6e6c09-6ab9-441e-8a79-41b1674fe124', 'af78b53c-eaa0-449b-8433-56fb76f50b2c', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (65, '2026-11-26 14:17:01.63054+00', 'invitation.accepted', 'employee', '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', NULL, '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', '86f80c1b-fb69-4a2b-9e7a-3c6833c0360e', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (66, '2026-11-26 14:17:02.527436+00', 'import.finished', 'system', NULL, NULL, NULL, '1f4be124-c018-468d-b567-f4b933702619', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (67, '2026-11-26 14:17:03.424497+00', 'member.activated', 'employee', '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', NULL, '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (68, '2026-11-26 14:17:03.774224+00', 'invitation.accepted', 'employee', '5958472b-108f-46f6-a01a-231cce134cae', NULL, '5958472b-108f-46f6-a01a-231cce134cae', 'c8cc53a0-84ea-45b8-b7fc-87cacad8b054', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (70, '2026-11-26 14:17:04.350459+00', 'invitation.accepted', 'employee', '709cc6c9-5322-4495-aaaa-826e3290881d', NULL, '709cc6c9-5322-4495-aaaa-826e3290881d', '3a3a5608-270f-46cd-b817-c3c062972edd', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (71, '2026-11-26 14:17:06.080414+00', 'member.activated', 'employee', '709cc6c9-5322-4495-aaaa-826e3290881d', NULL, '709cc6c9-5322-4495-aaaa-826e3290881d', NULL, '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (77, '2026-11-26 14:17:08.081389+00', 'member.changed', 'system', NULL, NULL, '709cc6c9-5322-4495-aaaa-826e3290881d', NULL, '{"fields": ["emailVerified"]}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (69, '2026-11-26 14:17:04.235827+00', 'member.changed', 'system', NULL, NULL, '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', NULL, '{"fields": ["emailVerified"]}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (72, '2026-11-26 14:17:06.379979+00', 'member.suspended', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '709cc6c9-5322-4495-aaaa-826e3290881d', NULL, '{"origin": "manual"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (73, '2026-11-26 14:17:06.513437+00', 'invitation.revoked', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '9664c8c3-fdef-490b-ab9d-f346a1344cc2', '7f2fed72-3838-4e56-9e43-329d4f2573a2', '{"ending": "obsolete"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (74, '2026-11-26 14:17:06.513437+00', 'grant.removed', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', '73acaba4-0bb5-4667-9141-39d1af577c98', '9664c8c3-fdef-490b-ab9d-f346a1344cc2', NULL, '{"role": "member", "origin": "manual"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (75, '2026-11-26 14:17:06.513437+00', 'member.deleted', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '9664c8c3-fdef-490b-ab9d-f346a1344cc2', NULL, '{"origin": "manual"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (76, '2026-11-26 14:17:07.457601+00', 'invitation.revoked', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '9a31066e-74a7-4738-a9df-d172d106e720', '0935a78d-f51b-4f19-88f8-83ee82d1e99a', '{"ending": "withdrawn"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (79, '2026-11-26 14:17:16.054697+00', 'invitation.revoked', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, 'a6d99071-73c0-4280-ba85-371c23e24c7b', 'f7e80bd4-6619-41ba-addc-56f0df3def87', '{"ending": "replaced"}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (80, '2026-11-26 14:17:16.054697+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, 'a6d99071-73c0-4280-ba85-371c23e24c7b', '117b441c-56a0-440d-94ca-2ffab34b9ae0', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (81, '2026-11-26 14:17:16.758044+00', 'invitation.created', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, '9a31066e-74a7-4738-a9df-d172d106e720', '2bb25bac-b6e3-4746-86f0-7392294a4c61', '{}');
INSERT INTO public.audit OVERRIDING SYSTEM VALUE VALUES (78, '2026-11-26 14:17:10.023173+00', 'import.staged', 'administrator', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, NULL, 'e7a59989-616f-4e6a-b485-92ce56207299', '{"rows": 3}');
INSERT INTO public.campaign VALUES ('e32fd1f8-b909-4e40-a1a1-624f1001dbf4', 'done', '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:00.030151+00', 8);
INSERT INTO public.deviation VALUES ('ab1cb88d-de40-45d0-aeda-466e9bdc9f3a', '5f6e6c09-6ab9-441e-8a79-41b1674fe124', 'firstName', NULL, NULL, 'Hansi', 'Hans', 'open', '2026-11-26 14:17:15.722+00', '2026-11-26 14:17:15.722+00', NULL, NULL);
INSERT INTO public.feed VALUES (true, '2026-11-26 14:17:12.048+00', '2026-11-26 14:17:18.756+00', NULL, NULL, false, '2026-11-26 20:16:38.558+00');
INSERT INTO public.feed_event VALUES ('99c03ed5-c91f-48e1-b148-9075f2c0f0df', '2026-11-26 14:16:51.483+00');
INSERT INTO public.feed_event VALUES ('7ba84143-0c3c-4568-bf9c-d8b0d2a87a15', '2026-11-26 14:16:51.634+00');
INSERT INTO public.feed_event VALUES ('f4f7f312-34a7-4d4a-8983-7df09b422d8b', '2026-11-26 14:16:52.109+00');
INSERT INTO public.feed_event VALUES ('d7e8c51a-e96a-4f0f-989d-6f2883e41626', '2026-11-26 14:16:52.128+00');
INSERT INTO public.feed_event VALUES ('1865fb01-fca3-4167-bfaf-e2cdeae3feca', '2026-11-26 14:16:52.693+00');
INSERT INTO public.feed_event VALUES ('bafe6f68-7e30-47e3-a5fc-b74b771e4134', '2026-11-26 14:16:52.724+00');
INSERT INTO public.feed_event VALUES ('11799468-0ad8-4da2-8bfc-6b3191ec35f7', '2026-11-26 14:16:53.161+00');
INSERT INTO public.feed_event VALUES ('d9551655-c34b-43f3-91c2-4d90311571c0', '2026-11-26 14:16:53.351+00');
INSERT INTO public.feed_event VALUES ('22f636d3-aafb-44d9-903c-e4720eb3d198', '2026-11-26 14:16:54.3+00');
INSERT INTO public.feed_event VALUES ('b5ae3dff-ee5b-45c7-8f0b-89dd940245e6', '2026-11-26 14:16:54.338+00');
INSERT INTO public.feed_event VALUES ('f517a1cc-6011-4f44-baf5-e9c667a83340', '2026-11-26 14:16:56.603+00');
INSERT INTO public.feed_event VALUES ('19115830-6fab-462b-b5f2-a8d08a344d19', '2026-11-26 14:17:02.984+00');
INSERT INTO public.feed_event VALUES ('6b0a03b4-bfda-4c82-bca2-bdd8af39c0b7', '2026-11-26 14:17:03.003+00');
INSERT INTO public.feed_event VALUES ('b1720f6f-7e7a-4cdf-81e0-6a1d7d888b3f', '2026-11-26 14:17:05.492+00');
INSERT INTO public.feed_event VALUES ('94dc066a-7c08-46f5-8a2d-5737c7ed6068', '2026-11-26 14:17:05.495+00');
INSERT INTO public.feed_event VALUES ('06d45079-a6e8-4159-8d8b-1d4dc3b2e8f3', '2026-11-26 14:17:12.048+00');
INSERT INTO public."grant" VALUES ('1808a292-75dc-49ff-b395-286a38e0bac6', '494e8a98-8529-4407-bdba-0065bb10e407', '2a935719-2fd6-4d30-82c6-9eff6cba5fd8', 'network_manager', 'demo', NULL, '2026-11-26 14:16:49.719236+00', NULL);
INSERT INTO public."grant" VALUES ('1ed6e7fa-51df-4c15-86bd-45bcced40ac2', 'ea0f713b-55a1-40b7-a3cc-797640dc295d', '73acaba4-0bb5-4667-9141-39d1af577c98', 'newsroom_manager', 'demo', NULL, '2026-11-26 14:16:49.738275+00', NULL);
INSERT INTO public."grant" VALUES ('9449bbf2-cb2f-4e27-839b-66d406e7e3b0', '029cc779-dd3a-4c16-b4b3-2f0b4def5593', '73acaba4-0bb5-4667-9141-39d1af577c98', 'editor', 'demo', NULL, '2026-11-26 14:16:49.751069+00', NULL);
INSERT INTO public."grant" VALUES ('438a4d27-3887-4719-8fc1-53b3707934de', '3fbc281d-b5c2-4b5f-a051-600e42a6c07a', 'e348871e-d30f-4a9e-b81c-84dc15b259f2', 'member', 'demo', NULL, '2026-11-26 14:16:49.769615+00', NULL);
INSERT INTO public."grant" VALUES ('41f3424c-9fc6-4664-865c-44bb762dbab7', '867fc893-07ea-45c1-bd45-2e8a7a7c3ea2', '05178f4f-3b32-40bc-833c-28bd3eae651b', 'member', 'demo', NULL, '2026-11-26 14:16:49.794287+00', NULL);
INSERT INTO public."grant" VALUES ('02157ea7-c955-4e72-a847-79e6bf97af3a', '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', '05178f4f-3b32-40bc-833c-28bd3eae651b', 'member', 'import', '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL);
INSERT INTO public."grant" VALUES ('3087bedd-44ad-4a08-a5bf-38aff8147cdb', '5958472b-108f-46f6-a01a-231cce134cae', '73acaba4-0bb5-4667-9141-39d1af577c98', 'member', 'import', '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL);
INSERT INTO public."grant" VALUES ('34391aee-ddf3-4111-8eea-909b6c4a9ff2', '709cc6c9-5322-4495-aaaa-826e3290881d', '05178f4f-3b32-40bc-833c-28bd3eae651b', 'member', 'import', '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL);
INSERT INTO public."grant" VALUES ('19172a95-1abe-4e26-ab6e-d57d8cdd7861', '9a31066e-74a7-4738-a9df-d172d106e720', '05178f4f-3b32-40bc-833c-28bd3eae651b', 'member', 'import', '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL);
INSERT INTO public."grant" VALUES ('699fdeab-c25d-4541-9d95-96b1dab30ca9', '5d4dad3e-93a9-42d9-a863-dfe0aaf7c869', '73acaba4-0bb5-4667-9141-39d1af577c98', 'member', 'import', '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL);
INSERT INTO public."grant" VALUES ('1d25ff2a-9042-447c-8a63-b5d6e9e0436b', 'a6d99071-73c0-4280-ba85-371c23e24c7b', '05178f4f-3b32-40bc-833c-28bd3eae651b', 'member', 'import', '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL);
INSERT INTO public."grant" VALUES ('b4495959-ec67-44d1-9892-1582cd823382', '5f6e6c09-6ab9-441e-8a79-41b1674fe124', '73acaba4-0bb5-4667-9141-39d1af577c98', 'member', 'import', '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL);
INSERT INTO public.import VALUES ('218749d1-c6e8-400e-b6df-729278529994', 'members', 'staged', 'people.xlsx', 'fc9732594432136a39d1f9baaa520392e2afed8d14a17117e6b091733dc8c66a', '\x504b03040a000000080028727a5d91dbc00959010000f0040000130000005b436f6e74656e745f54797065735d2e786d6cad944d6ec2301085f73d45e42d4a0c5d545545c2a2b4cb16a9f400d378422c1cdbf298bfdb771228aa2a20aa60132b9937ef7b9ec4194fb68d49d618483b9b8b51361409dad2296d17b9f89cbfa68f22a1085681711673b1431293e26e3cdf79a4849b2de5a28ed13f4949658d0d50e63c5aae542e3410f9362ca48772090b94f7c3e1832c9d8d68631a5b0f518ca758c1cac4e465cb8ff741021a12c9f35ed8b27201de1b5d42e4ba5c5bf587921e081977761aaab5a7010b843c49682be70187be779e4cd00a931984f8060dabe4d6c88d0bcb2fe796d9659313295d55e912952b570db764e40382a21a313626ebd6ac016d07fdfc4e4cb25b46370e72f4efc911f97de3fe7a7d84cea607487167906e3df6ceb48f5c4340f511031f8c9b07f8ed7de1935d5f49e5fe69800d53ce6d94a5b3e03cf1110df8ff5dfe9cc1b63bf56c8421eacba33d12d9faeab1623b2b85ea045b763face21b504b03040a000000000028727a5d000000000000000000000000060000005f72656c732f504b03040a000000080028727a5df29f49dae90000004b0200000b0000005f72656c732f2e72656c73ad92c14ec3300c40ef7c45e4fb9a6e4808a1a5bb20a4dd26343ec0246e1bb58da3c483eeef8990400c8d69078e71ece767cbebcd3c8dea8d52f61c0c2cab1a1405cbce87cec0cbfe69710f2a0b068723073270a40c9be666fd4c234aa9c9bd8f591548c8067a91f8a075b63d4d982b8e14ca4fcb694229cfd4e98876c08ef4aaaeef74fac980e684a9b6ce40daba25a8fd31d2356c6e5b6fe991ed61a220675afcca28644c1d898179d4ef9c8657e6a12a50d0e75d56d7bbfc3da79e48d0a1a0b69c681153a94ee2cb5abf751cdb5d09e7cf8c4b42b7ffb91c9a85822377590963fc32d22737d07c00504b03040a000000000028727a5d00000000000000000000000003000000786c2f504b03040a000000000028727a5d00000000000000000000000009000000786c2f5f72656c732f504b03040a000000080028727a5d8424b156e9000000b90200001a000000786c2f5f72656c732f776f726b626f6f6b2e786d6c2e72656c73ad92c16ac3301044effd0ab1f75a765a4a29917329815c5bf70384b4b64c6c4968376dfdf7551b481c08a1079fc4acd899c748ebcdf738884f4cd407afa02a4a10e84db0bdef147c34dbfb6710c4da5b3d048f0a2624d8d477eb371c34e71d727d24914d3c2970ccf1454a320e474d4588e8f34d1bd2a839cbd4c9a8cd5e77285765f924d3dc03ea0b4fb1b30ad2ce56209a29e27fbc43dbf6065f83398ce8f94a84249e86cc2f1a9d3a6405475d641f90d7e3574bc673dec573fa9f3c0eab5b0c0f8b56e07442fbce293ff0bc89f9f816cce392305f21edc921f219e434fa45cdc7a91979f1e3ea1f504b03040a000000000028727a5d0000000000000000000000000e000000786c2f776f726b7368656574732f504b03040a000000080028727a5d5ab430c6170200000f05000018000000786c2f776f726b7368656574732f7368656574312e786d6c95544d8f9b3010bdf75758be6f0ce46b41c06abbd9a4955aa96ab7ead93106ac0506d94eb2e9afefe06c1021396c6f9e79cfcf33cf1ec70f6f7545f6521b054d42fd8947896c0464aa2912fafb657d774f89b1bcc978058d4ce8511afa907e8a0fa05f4d29a52528d0988496d6b611634694b2e66602ad6c10c941d7dc62a80b665a2d79e636d5150b3c6fc16aae1a7a5288f4473420cf95902b10bb5a36f624a265c52d966f4ad59ab35a2d3e225773fdba6bef04d42d4a6c55a5ecd18952528be86bd180e6db0adb7ef3675c9cb55d70255f2ba1c1406e2728f75ee875cf210b192aa571a6b083ce75a2659ed0473fda0494a5b1e3ae5d8d3f34c964ce7795fd09872f5215a5c52b9a53023b5ba9467e937b59219450ef32f70495cbb942a3ecb89246a05d099dcffb2356dcf234d6702068bc8f97dcf2ee1afd6879639f3709e658b3e8b88f48c694c1789f7a31dba73113efd8e721e65f624f432cb8c456436c7a893d0fb1d925b61e62f34b6c33c4163dc6b0e5beefe07ffaeec8ceaa5e7539eafe9a713ff2e09a118e9cb866f823939f6f50465eaf6f5046966f6e50a62397d8e0a5b4bc90dfb92e5463482573670e5aa64fafd2ad2db46e852f740bd6427d8e4a9c01a9bb684a490e60cf013be9fe9276d712d00a4d77a39cd016b4d55c59dc8cf9bf8040b56a55426741380b17cb20445dfcb7ac12370083499c5adfc321c8957d813f2ab3a5ebd685fd307515b0fe2f4bff01504b03040a000000080028727a5dd7f7718d00010000fb01000014000000786c2f736861726564537472696e67732e786d6c6dd1c14ac4301006e0bb4f11726fd3754544d2ac55f4222ba2ae9ec7766cc326939aa4b2be9b375fcca8b048ea71be9f996112b9da59c3ded007eda8e68bb2e20ca9759da6bee69b87abe284b310813a308eb0e6ef18f84a1dc810224bad146a3ec4389e0a11da012d84d28d48297971de424ca5ef45183d421706c4688d38acaa6361411367ad9b28a6b5479c4da45f27bcd88392412b1955431e3b94222a29bee5571f9d27b033be8176f8cf2f8b356893eb6d3adb11189aac459fa7e7e851b743ce77ce98d9fcbcbe069d5363e233febc649e6c4197b04fcfec1422fa22c9b2c41dd871beae2916cb2ac727f45b76fff9319bbfd6b1371affb848bfa7be00504b03040a000000000028727a5d00000000000000000000000009000000786c2f7468656d652f504b03040a000000080028727a5d769b30df21060000191f000013000000786c2f7468656d652f7468656d65312e786d6ced594d6fdb3618beef5710bab7f2975227a853c48edd6e6dda20713bf4484bb4c4861205924ee2dbd01e070c18d60dbb0cd86d87615b8116d8a5fb35d93a6c1dd0bfb057d687299b6a9c26dd5020393822f53cef17dff725695fbf711c32744884a43cea58f5ab350b91c8e51e8dfc8e757f38b8d2b6905438f230e311e9585322ad1b9b1f5dc71b2a202141408fe406ee588152f1866d4b17a6b1bcca6312c1bb311721563014beed097c04624366376ab5353bc434b2508443907a6f3ca62e41c344a4b58972e97d061f9192b31997897d77a653e7a468efa03efb2fa7b2c7043ac4ac63812e8f1f0dc9b1b210c352c18b8e559bfd5936a0ed398da92aba461dccfe726a4ef10e1a2955f8a3825b1fb4d6af6dcfb534322d0668bfdfeff5eb73a92904bb2ef85d5f86b706ed7ab790acc3d26783865ecda9b51628ba96e63265bddbed3aeb654a53a3b49629edda5a6bab51a6b4348a63f0a5bbd5ebad95298e46595ba60caeadafb51628292c60343a582624ab3d5fb43968ccd92d33a30d8c7691211aced652309311a9ca8c0cf1232e068048971e2b1a21358dc918bb80ece17024289e69c11b046bafb239572ecf250a9174058d55c7fa24c6503e73cc9b973fbd79f91cbd79f9ece4f18b93c7bf9e3c7972f2f81713f3168e7c9df9fa872ffff9ee33f4f7f3ef5f3ffdba822075c21f3f7ffefb6f5f5520958e7cf5cdb33f5f3c7bf5ed177ffdf8d484df1278a4e387342412dd2547688f87e09f4905198933528601a6250a0e006a42f6555042de9d626604764939860f04b40b23f2e6e451c9defd404c1435216f076109b9c339eb7261f6e976a24ef76912f915fac54407ee617c6854df5b58e5fe2486dca646a1bd80944cdd65b0f0d82711512879c70f0831f11e525a8aef0e7505977cacd0438aba989a0333a4236566dda2212cd0d46823ac7a29423b0f509733a3826d72588642856066144a58299a37f144e1d06c350e990ebd83556034747f2adc52e0a58245f709e3a8ef11298da47b625a32f936863665ce801d360dcb50a1e881117a0773ae43b7f9412fc0616cb69b46810efe581e40c662b4cb95d90e5eae99640c0b82a3ea957f40893a63b1dfa77e604e96e4cd44186b84f0728d4ed9189328df04cabd3ca4d15b3b3ba3d0da2f3bfb4267df82edce58518bfdbc12f88176f16d3c89760954ca6513bf6ce2974dfc6d15fe3e5ab7d6ac6dfdc89e4a0aab0ff063cad8be9a327247a69d5e829bde0066d3d18c57dc1ae2001e73a565a42ff06c8004579f5215ec0738065df5548d2f73f9be4431977065b1aa15a457630afecf269de2320b78ac76b897ce374bb7dc42523af465495d3311b2bacae6b5f3abaca7d89575d69d0a9dce693a6d3dc0505b08275f6bd4d71aa905904598112f598c4c48be58ef7be5ea357de902ec11d3bce66bbdf9fee2eb9cd1968b8b7bcd1077db507b2c5a18a2a38eb5ee341c0bb938ee58633886c16318834c993428ccfca863b92af37585da5df47ebd22e9ea35a7daf9b29e5848b58d65901267ef8a2f7a22cd9186d34a8272519e18bbd0aab634dbf5ffdd167b69c1c9784c5c5535a58df3b77ca288d80fbc23346213b187c183569a7a1e95b06d34f28180f46f6559592ef3bc8016bf4eca2b0bb338c05941b4f5944809e9a0b0231dea46da553ebcb34fcd0bf5c9b9f429dff95d381337bdd9b30b0705815192c21d8b0b1570685d7140dd8180b345aa11ec43503a896988255fab27369343addda552b2eee8076a8ffa485068912a1084ecaacce3d3e4d51ba55d371795b7a6b9d532ce1e46e490b06152e86b49302c14e4ed278f4a8a5c5a48db5884237ff0011c935aefbc8fcdd5b5ceb6a5b6f4dd43db54d6cf6fc96abbbba6b451e17ec379cb4eb6bc8dc770f541c907ec0054b84c3b270ff91e64062a8e120872f54a3b2bd6627204b6b7753f1361ffedb1ab5d9509177e7ad5e2dfac8affa94acf137fc7107ee7d4e8db869ab6b58b523a5cfe718e8f1e8105db70099bb06c4ac630cc9e7645eafe887bd3fc99c9b497648129360816ed9131a2de71b1e40b51ce7ef59a1f19f6323d49280a6e73156ec6d036a682df58855f7036f38b69c19fdd3c8d3298a63f656419306fb5f3d8b1e8dc515cc9938a289af37cf528aeb482ef1445757c6a14f3d8d9c6fc24c74ae05efe8b1ea4baad25f7e6bf504b03040a000000080028727a5dff39958c90020000580600000d000000786c2f7374796c65732e786d6ca5955d6f9b301486eff72b2cdf53030d2c44906a698a54a9ab26359376eb8049acfa0319d3259bf6df770c241075da477765fbf539cf797d3090de1ca4402fcc345cab0c07573e464c15bae46a97e1cf9bdc9b63d458aa4a2ab462193eb206df2cdfa58d3d0af6b467cc2220a826c37b6beb05214db167923657ba660a762a6d24b5b0343bd2d486d1b271495290d0f763222957b8272c64f1371049cd735b7b859635b57ccb05b7c78e85912c16f73ba50ddd0a707a0866b440872036e1a94227bd2a22796174a32b7b0550a2ab8a17ecb5d7842484162309b06f230511f1c3fee0cbb4d2ca36a8d0adb2d07da03b878b67a5bfaadc6d39b18f5aa68516da200ba5989309e8547271442f54643874426784f582e4d08a4efcd60b4197a3e829e0960abe35dc89a4afd00d0d70b910675721ee85650a0db7cca81c1668986f8e35985170357a4c17f787e89da1c7208c2609dd0075b7da947015c77e9ca4652a586521c1f0ddde8d56d7c46d5a0b8d5ea625a73bada870c853c630016cc1847872f7f54b75c13e5448b53297f6becc305c7c77fad3140c0dd31ed32f1c7f4aebd9136cf8262c3a5467fe45f62cf9a77444eb5a1c1f5bb96526efde99e1a290c1e6a417179d38abc85d8f0c3fba6431016f5b2e2c57bfe80230cbc3d8806ed7ba37f0b20a304a56d156d8cd7933c3e3fc232b792bc373d427fea2ed1035ce1fdce30f6257831dec4363bb11b58667f8fbddea7db2becb436feeafe6deec9a455e12add65e34bb5dadd779e287feed8fc9a7e03f3e04c3db0b90452320ca0c871dcc3f8d5a86278bde7ed73fb03df59e84b1ff210a7c2fbff6036f16d3b9378faf232f8f82701dcf5677511e4dbc476ffcf4f8240846f3d1c272c90457ecd2fe66aac24382e56f0e414e4f828cff84e54f504b03040a000000000028727a5d00000000000000000000000009000000646f6350726f70732f504b03040a000000080028727a5dd3093de0840100002a03000010000000646f6350726f70732f6170702e786d6c9d52c14ee33010bdef5744be53a7b042abca315a15561ca8a8d402e7c19934168e1d7986a8ddaf5f2755430a9cf6f6e6cdd3f3f3cca89b7de3b20e23d9e00b319fe522436f4269fdae104fdb3f17bf44460cbe04173c16e280246ef40fb58ea1c5c816294b0e9e0a5133b70b29c9d4d800cd52dba74e1562039ccab893a1aaacc1db60de1bf42c2ff3fc5ae29ed197585eb4a3a1383a2e3afe5fd332983e1f3d6f0f6df2d3ea77db3a6b80d327f5ca9a1828549cdded0d3a25a74d958c3668dea3e583ce959c966a63c0e13219eb0a1ca1921f84ba47e867b6061b49ab8e171d1a0e3123fb374ded5264af40d8c7294407d1826771941d8b01bb9638ea9710dfa846645272240738d54eb1fda9e783208173a11c83247c1e716bd9213d566b88fc4de2f934f190414c32ae2c437c453becee4bccd3839f9e5886a6059fe62847b4020f3becb5237ab0fe8d9eda6db805c6d3a0cf49b5a921629976332e6224d47d4a1c5daf5fd6e077589e345f1bfd593c1f4f5fcfaf67f9559e0fd770e294fcb872fd0f504b03040a000000080028727a5dd2dc5cfe5e010000e302000011000000646f6350726f70732f636f72652e786d6c9d52cb4ec33010bcf31591efa9eb161514a5a904a8272a215104e266ec6d6b9ad896bd25cddfe33c9ab4a2276e3b3bb3e37d385d1c8b3cfa01e795d173c24663128116462abd9d93b7f532be279147ae25cf8d8639a9c0934576930a9b08e3e0c5190b0e15f82818699f083b273b449b50eac50e0aee4741a103b931aee018a0db52cbc59e6f814ec6e3192d00b9e4c8696d18dbde91749652f496f6e0f2c6400a0a3914a0d153366274d022b8c25f2d68983365a1b0b270557a227bf5d1ab5e5896e5a89c36d2d03fa31fabe7d766d458e97a550248964a9108071c8dcbdef45e9b52a7f42c57f3a83087ac49776188fce1eb1b04b6e91e845882174e590c776ac98b4438c71eaad238e9037b81ea4b7184ad71554b0d28809c7b5c85736f14c8876ae8f52f9576bb6d670019859d24ed064fccfbf4f169bd24d9643c99c58cc593d99add26ec2e61b3cfbae78bfac1b0e81ef9b7e3c9a09befe25f66bf504b03040a000000080028727a5dc87f03ae5f010000780200000f000000786c2f776f726b626f6f6b2e786d6c8d924d6fc2300c86effb1551eed016186c152dd2b44de2b089c3b67b9ab834225f4a523efefddc964e9ab8708963277efcdac97a73d68a1cc107694d41b3694a09186e8534fb827e7fbd4f9e28099119c1943550d00b04ba291fd627eb0f95b50782f92614b489d1e5491278039a85a97560f0a4b65eb388aedf27c1796022340051ab6496a6cb443369e840c8fd3d0c5bd792c3abe5ad0613078807c522aa0f8d7461a4697e0f4e337f68dd845bed10514925e3a58752a279bedd1beb59a5b0eb73f63892717b83d6927b1b6c1da788ba8abce9374b932c1b5a2ed7b554f0334c9d30e73e99eeaa284a140bf14dc808a2a05853d913fc0bf8d6bdb452a1f33c4fe73429ff5e62e789809ab52a7ea1aa918e6fba5ca4594609968ce0775e1e19bf60b8cbedd585ab25fdba15dd1931bda20f1999af00ab1b01fd4788183dca20712c28269778db6fc5a28325238d33c5514d677ada2a4b67abfec6a8b5fc05504b010214000a000000080028727a5d91dbc00959010000f00400001300000000000000000000000000000000005b436f6e74656e745f54797065735d2e786d6c504b010214000a000000000028727a5d00000000000000000000000006000000000000000000100000008a0100005f72656c732f504b010214000a000000080028727a5df29f49dae90000004b0200000b00000000000000000000000000ae0100005f72656c732f2e72656c73504b010214000a000000000028727a5d0000000000000000000000000300000000000000000010000000c0020000786c2f504b010214000a000000000028727a5d0000000000000000000000000900000000000000000010000000e1020000786c2f5f72656c732f504b010214000a000000080028727a5d8424b156e9000000b90200001a0000000000000000000000000008030000786c2f5f72656c732f776f726b626f6f6b2e786d6c2e72656c73504b010214000a000000000028727a5d0000000000000000000000000e0000000000000000001000000029040000786c2f776f726b7368656574732f504b010214000a000000080028727a5d5ab430c6170200000f050000180000000000000000000000000055040000786c2f776f726b7368656574732f7368656574312e786d6c504b010214000a000000080028727a5dd7f7718d00010000fb0100001400000000000000000000000000a2060000786c2f736861726564537472696e67732e786d6c504b010214000a000000000028727a5d0000000000000000000000000900000000000000000010000000d4070000786c2f7468656d652f504b010214000a000000080028727a5d769b30df21060000191f00001300000000000000000000000000fb070000786c2f7468656d652f7468656d65312e786d6c504b010214000a000000080028727a5dff39958c90020000580600000d000000000000000000000000004d0e0000786c2f7374796c65732e786d6c504b010214000a000000000028727a5d000000000000000000000000090000000000000000001000000008110000646f6350726f70732f504b010214000a000000080028727a5dd3093de0840100002a03000010000000000000000000000000002f110000646f6350726f70732f6170702e786d6c504b010214000a000000080028727a5dd2dc5cfe5e010000e30200001100000000000000000000000000e1120000646f6350726f70732f636f72652e786d6c504b010214000a000000080028727a5dc87f03ae5f010000780200000f000000000000000000000000006e140000786c2f776f726b626f6f6b2e786d6c504b05060000000010001000c6030000fa1500000000', '[]', NULL, 0, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:16.939181+00', NULL, NULL);
INSERT INTO public.import VALUES ('1f4be124-c018-468d-b567-f4b933702619', 'members', 'done', 'people.xlsx', '2dd26b1dfb950ba7647ffc3c6e3ae8e948b8d589137ec90ac8335ff2ecdc0356', '\x504b03040a00000008001c727a5d91dbc00959010000f0040000130000005b436f6e74656e745f54797065735d2e786d6cad944d6ec2301085f73d45e42d4a0c5d545545c2a2b4cb16a9f400d378422c1cdbf298bfdb771228aa2a20aa60132b9937ef7b9ec4194fb68d49d618483b9b8b51361409dad2296d17b9f89cbfa68f22a1085681711673b1431293e26e3cdf79a4849b2de5a28ed13f4949658d0d50e63c5aae542e3410f9362ca48772090b94f7c3e1832c9d8d68631a5b0f518ca758c1cac4e465cb8ff741021a12c9f35ed8b27201de1b5d42e4ba5c5bf587921e081977761aaab5a7010b843c49682be70187be779e4cd00a931984f8060dabe4d6c88d0bcb2fe796d9659313295d55e912952b570db764e40382a21a313626ebd6ac016d07fdfc4e4cb25b46370e72f4efc911f97de3fe7a7d84cea607487167906e3df6ceb48f5c4340f511031f8c9b07f8ed7de1935d5f49e5fe69800d53ce6d94a5b3e03cf1110df8ff5dfe9cc1b63bf56c8421eacba33d12d9faeab1623b2b85ea045b763face21b504b03040a00000000001c727a5d000000000000000000000000060000005f72656c732f504b03040a00000008001c727a5df29f49dae90000004b0200000b0000005f72656c732f2e72656c73ad92c14ec3300c40ef7c45e4fb9a6e4808a1a5bb20a4dd26343ec0246e1bb58da3c483eeef8990400c8d69078e71ece767cbebcd3c8dea8d52f61c0c2cab1a1405cbce87cec0cbfe69710f2a0b068723073270a40c9be666fd4c234aa9c9bd8f591548c8067a91f8a075b63d4d982b8e14ca4fcb694229cfd4e98876c08ef4aaaeef74fac980e684a9b6ce40daba25a8fd31d2356c6e5b6fe991ed61a220675afcca28644c1d898179d4ef9c8657e6a12a50d0e75d56d7bbfc3da79e48d0a1a0b69c681153a94ee2cb5abf751cdb5d09e7cf8c4b42b7ffb91c9a85822377590963fc32d22737d07c00504b03040a00000000001c727a5d00000000000000000000000003000000786c2f504b03040a00000000001c727a5d00000000000000000000000009000000786c2f5f72656c732f504b03040a00000008001c727a5d8424b156e9000000b90200001a000000786c2f5f72656c732f776f726b626f6f6b2e786d6c2e72656c73ad92c16ac3301044effd0ab1f75a765a4a29917329815c5bf70384b4b64c6c4968376dfdf7551b481c08a1079fc4acd899c748ebcdf738884f4cd407afa02a4a10e84db0bdef147c34dbfb6710c4da5b3d048f0a2624d8d477eb371c34e71d727d24914d3c2970ccf1454a320e474d4588e8f34d1bd2a839cbd4c9a8cd5e77285765f924d3dc03ea0b4fb1b30ad2ce56209a29e27fbc43dbf6065f83398ce8f94a84249e86cc2f1a9d3a6405475d641f90d7e3574bc673dec573fa9f3c0eab5b0c0f8b56e07442fbce293ff0bc89f9f816cce392305f21edc921f219e434fa45cdc7a91979f1e3ea1f504b03040a00000000001c727a5d0000000000000000000000000e000000786c2f776f726b7368656574732f504b03040a00000008001c727a5dfe0d6dc503030000200d000018000000786c2f776f726b7368656574732f7368656574312e786d6c95975d6fda301486eff72b22df9790f01944a83a48d8a4559ab64ebb768303569338b20d6df7eb770805c139463477d8e7c98bfdd80e667aff5616de4e68235515b3a0d3659ea832b592d53a667f9ed2bb31f38ce5d58a17aa12317b1786ddcfbe4c5f957e311b21ac07019589d9c6da7ae2fb26db88929b8eaa4505955ce9925b68eab56f6a2df8aa79a82cfcb0db1dfa2597153b244cf46732549ecb4c2c54b62d45650f215a14dcc2f0cd46d6e69856669f892bb97ed9d677992a6b88789685b4ef4d28f3ca6cf27d5d29cd9f0b98f65bd0e7d931bb6990f852665a1995db0ec47d0c94ce39f2231f9266d3958419ecad7b5ae4317b0826cb88f9b369c3a6cd187f6a6f2572be2dec2ff5fa4dc8f5c6c2120d98a7b6b69095f82176a28052ccba977d7355347dcd4027abf7853019e88ad96070fa8a05b77c36d5ead503f1012c72cdf7cb184c468ee7ba9d700063cef6ec03c0d065a0bd9b75a7fe6e36f5b38fdad7f35a70599b9fd7c2cbdae2bcd6bbac25e7b5fe652d3daf0d2e6bcbf3daf054f361caa779876de6bd871b55a7d4119a3d25c6c801252264821201929c3810e43a752048f9d281f4dc967a6d2cf56e5aa2448096754e11acc91182d63f712043a4c981a0d12e1dc8154dfd369afa37355122c0bb89225893230421094542b4e152470ade4d0ee48aa6411b4d839b9a2811e2170f45b02647089a60e240d08b2aa508d94d0ee48aa6611b4dc39b9a2811e2434711acc911820f9d03c1878e22643739902b9a466d348d6e6aa24488903945b02647083ab9890341292945c86e722057348ddb681adfd444891e7a67cc2982353942d0c94d1c08da2a2945c86e72205734456d3445373551a287de19738a604d8e107472130782ce654a11b29b1c08d6e49f5d1d6bbe168f5caf6565bc42e48d1d70a60fd7d4e6b35575f309de7acfca5a551e5b1bb8140bbd6fc1cf6bae943d36fc43ee6f61b7b5a7b404ebcddd3e66b5d2567369e161e8ffa7a0502c6a093fbb61d48f86a330825cf8236365e62818e8846b7cd0855b712eed93fa2b5776d3ccb6699e6ed7fb11f8a73f37b3ff504b03040a00000008001c727a5d24e774365b010000a404000014000000786c2f736861726564537472696e67732e786d6c9dd4cd52c2301007f0bb4fd1c9bdb480a2e3b44544d10b8ce3e77969179a31d9609232e8b379f3c54c614667124e3de6b7e9ee3f69a7d9782745b4456db8a29cf57b298b904a55715ae7ece579165fb0c858a00a8422ccd9271a362e4e32636ce41e2593b3dadacd659298b24609a6a73648aeb2525a82754bbd4ecc462354a646b4522483341d251238b1a8540dd99c8d862c6a887f34383dc070c48accf022b3c58434569825b6c892560efaaa34810c7801657dcc6fe33970e1eb833bb62210d44889daaf5ea3465ed63e3f2a2182fefe7a42048109bbc4fd55fa1570bb7bf057be928db1a86327c31eee406ec28193b89fa63ebea17e8f9e7ebe8301736ed78263e0ee88619a658b1de2f48fc659281d4c988216c1f5942d76183bf0f186a30ddf66b5d70efd87c1b7b40db2e3b64bf2531f671ae8cbc7558b1dba9ff978a7d106c9d72d76e83ef2f11ec8f8563bebd0fbfc1f13f79b297e01504b03040a00000000001c727a5d00000000000000000000000009000000786c2f7468656d652f504b03040a00000008001c727a5d769b30df21060000191f000013000000786c2f7468656d652f7468656d65312e786d6ced594d6fdb3618beef5710bab7f2975227a853c48edd6e6dda20713bf4484bb4c4861205924ee2dbd01e070c18d60dbb0cd86d87615b8116d8a5fb35d93a6c1dd0bfb057d687299b6a9c26dd5020393822f53cef17dff725695fbf711c32744884a43cea58f5ab350b91c8e51e8dfc8e757f38b8d2b6905438f230e311e9585322ad1b9b1f5dc71b2a202141408fe406ee588152f1866d4b17a6b1bcca6312c1bb311721563014beed097c04624366376ab5353bc434b2508443907a6f3ca62e41c344a4b58972e97d061f9192b31997897d77a653e7a468efa03efb2fa7b2c7043ac4ac63812e8f1f0dc9b1b210c352c18b8e559bfd5936a0ed398da92aba461dccfe726a4ef10e1a2955f8a3825b1fb4d6af6dcfb534322d0668bfdfeff5eb73a92904bb2ef85d5f86b706ed7ab790acc3d26783865ecda9b51628ba96e63265bddbed3aeb654a53a3b49629edda5a6bab51a6b4348a63f0a5bbd5ebad95298e46595ba60caeadafb51628292c60343a582624ab3d5fb43968ccd92d33a30d8c7691211aced652309311a9ca8c0cf1232e068048971e2b1a21358dc918bb80ece17024289e69c11b046bafb239572ecf250a9174058d55c7fa24c6503e73cc9b973fbd79f91cbd79f9ece4f18b93c7bf9e3c7972f2f81713f3168e7c9df9fa872ffff9ee33f4f7f3ef5f3ffdba822075c21f3f7ffefb6f5f5520958e7cf5cdb33f5f3c7bf5ed177ffdf8d484df1278a4e387342412dd2547688f87e09f4905198933528601a6250a0e006a42f6555042de9d626604764939860f04b40b23f2e6e451c9defd404c1435216f076109b9c339eb7261f6e976a24ef76912f915fac54407ee617c6854df5b58e5fe2486dca646a1bd80944cdd65b0f0d82711512879c70f0831f11e525a8aef0e7505977cacd0438aba989a0333a4236566dda2212cd0d46823ac7a29423b0f509733a3826d72588642856066144a58299a37f144e1d06c350e990ebd83556034747f2adc52e0a58245f709e3a8ef11298da47b625a32f936863665ce801d360dcb50a1e881117a0773ae43b7f9412fc0616cb69b46810efe581e40c662b4cb95d90e5eae99640c0b82a3ea957f40893a63b1dfa77e604e96e4cd44186b84f0728d4ed9189328df04cabd3ca4d15b3b3ba3d0da2f3bfb4267df82edce58518bfdbc12f88176f16d3c89760954ca6513bf6ce2974dfc6d15fe3e5ab7d6ac6dfdc89e4a0aab0ff063cad8be9a327247a69d5e829bde0066d3d18c57dc1ae2001e73a565a42ff06c8004579f5215ec0738065df5548d2f73f9be4431977065b1aa15a457630afecf269de2320b78ac76b897ce374bb7dc42523af465495d3311b2bacae6b5f3abaca7d89575d69d0a9dce693a6d3dc0505b08275f6bd4d71aa905904598112f598c4c48be58ef7be5ea357de902ec11d3bce66bbdf9fee2eb9cd1968b8b7bcd1077db507b2c5a18a2a38eb5ee341c0bb938ee58633886c16318834c993428ccfca863b92af37585da5df47ebd22e9ea35a7daf9b29e5848b58d65901267ef8a2f7a22cd9186d34a8272519e18bbd0aab634dbf5ffdd167b69c1c9784c5c5535a58df3b77ca288d80fbc23346213b187c183569a7a1e95b06d34f28180f46f6559592ef3bc8016bf4eca2b0bb338c05941b4f5944809e9a0b0231dea46da553ebcb34fcd0bf5c9b9f429dff95d381337bdd9b30b0705815192c21d8b0b1570685d7140dd8180b345aa11ec43503a896988255fab27369343addda552b2eee8076a8ffa485068912a1084ecaacce3d3e4d51ba55d371795b7a6b9d532ce1e46e490b06152e86b49302c14e4ed278f4a8a5c5a48db5884237ff0011c935aefbc8fcdd5b5ceb6a5b6f4dd43db54d6cf6fc96abbbba6b451e17ec379cb4eb6bc8dc770f541c907ec0054b84c3b270ff91e64062a8e120872f54a3b2bd6627204b6b7753f1361ffedb1ab5d9509177e7ad5e2dfac8affa94acf137fc7107ee7d4e8db869ab6b58b523a5cfe718e8f1e8105db70099bb06c4ac630cc9e7645eafe887bd3fc99c9b497648129360816ed9131a2de71b1e40b51ce7ef59a1f19f6323d49280a6e73156ec6d036a682df58855f7036f38b69c19fdd3c8d3298a63f656419306fb5f3d8b1e8dc515cc9938a289af37cf528aeb482ef1445757c6a14f3d8d9c6fc24c74ae05efe8b1ea4baad25f7e6bf504b03040a00000008001c727a5dff39958c90020000580600000d000000786c2f7374796c65732e786d6ca5955d6f9b301486eff72b2cdf53030d2c44906a698a54a9ab26359376eb8049acfa0319d3259bf6df770c241075da477765fbf539cf797d3090de1ca4402fcc345cab0c07573e464c15bae46a97e1cf9bdc9b63d458aa4a2ab462193eb206df2cdfa58d3d0af6b467cc2220a826c37b6beb05214db167923657ba660a762a6d24b5b0343bd2d486d1b271495290d0f763222957b8272c64f1371049cd735b7b859635b57ccb05b7c78e85912c16f73ba50ddd0a707a0866b440872036e1a94227bd2a22796174a32b7b0550a2ab8a17ecb5d7842484162309b06f230511f1c3fee0cbb4d2ca36a8d0adb2d07da03b878b67a5bfaadc6d39b18f5aa68516da200ba5989309e8547271442f54643874426784f582e4d08a4efcd60b4197a3e829e0960abe35dc89a4afd00d0d70b910675721ee85650a0db7cca81c1668986f8e35985170357a4c17f787e89da1c7208c2609dd0075b7da947015c77e9ca4652a586521c1f0ddde8d56d7c46d5a0b8d5ea625a73bada870c853c630016cc1847872f7f54b75c13e5448b53297f6becc305c7c77fad3140c0dd31ed32f1c7f4aebd9136cf8262c3a5467fe45f62cf9a77444eb5a1c1f5bb96526efde99e1a290c1e6a417179d38abc85d8f0c3fba6431016f5b2e2c57bfe80230cbc3d8806ed7ba37f0b20a304a56d156d8cd7933c3e3fc232b792bc373d427fea2ed1035ce1fdce30f6257831dec4363bb11b58667f8fbddea7db2becb436feeafe6deec9a455e12add65e34bb5dadd779e287feed8fc9a7e03f3e04c3db0b90452320ca0c871dcc3f8d5a86278bde7ed73fb03df59e84b1ff210a7c2fbff6036f16d3b9378faf232f8f82701dcf5677511e4dbc476ffcf4f8240846f3d1c272c90457ecd2fe66aac24382e56f0e414e4f828cff84e54f504b03040a00000000001c727a5d00000000000000000000000009000000646f6350726f70732f504b03040a00000008001c727a5dd3093de0840100002a03000010000000646f6350726f70732f6170702e786d6c9d52c14ee33010bdef5744be53a7b042abca315a15561ca8a8d402e7c19934168e1d7986a8ddaf5f2755430a9cf6f6e6cdd3f3f3cca89b7de3b20e23d9e00b319fe522436f4269fdae104fdb3f17bf44460cbe04173c16e280246ef40fb58ea1c5c816294b0e9e0a5133b70b29c9d4d800cd52dba74e1562039ccab893a1aaacc1db60de1bf42c2ff3fc5ae29ed197585eb4a3a1383a2e3afe5fd332983e1f3d6f0f6df2d3ea77db3a6b80d327f5ca9a1828549cdded0d3a25a74d958c3668dea3e583ce959c966a63c0e13219eb0a1ca1921f84ba47e867b6061b49ab8e171d1a0e3123fb374ded5264af40d8c7294407d1826771941d8b01bb9638ea9710dfa846645272240738d54eb1fda9e783208173a11c83247c1e716bd9213d566b88fc4de2f934f190414c32ae2c437c453becee4bccd3839f9e5886a6059fe62847b4020f3becb5237ab0fe8d9eda6db805c6d3a0cf49b5a921629976332e6224d47d4a1c5daf5fd6e077589e345f1bfd593c1f4f5fcfaf67f9559e0fd770e294fcb872fd0f504b03040a00000008001c727a5da79f0a385f010000e302000011000000646f6350726f70732f636f72652e786d6c9d52cb6ec23010bcf72b22df83496869158520b515a722552aa8556faebd0497c4b6eca5217f5fe7410095536f3b3bb3e37d389d1fca22f801eba45633128dc62400c5b5902a9f91f56a113e90c0215382155ac18cd4e0c83cbb49b949b8b6f06ab5018b125ce08d944bb899912da24928757c0b257323af509edc685b32f4d0e6d430be6339d0783c9ed2129009868c3686a1191c496f29f86069f6b6680d04a75040090a1d8d46113d69116ce9ae16b4cc99b294581bb82a3d9283fae0e420acaa6a544d5aa9ef3fa21fcb97b776d450aa66551c48960a9e700b0cb5cdd66aa774a5527a966b78945840d6a6fbd0476efff50d1cbbf4007c2cc0712b0dfa3b75e445c29f630775a5ad709ebd40cda51842ae6ddd5127e441c11c2efdb93712c4637deaf52f95f6bbed660011f89d24dd068fccfbe4e979b520593c8ea7611485f17415dd26d134b9bbff6c7abea83f1996fd23ff763c1af4f35dfccbec17504b03040a00000008001c727a5dc87f03ae5f010000780200000f000000786c2f776f726b626f6f6b2e786d6c8d924d6fc2300c86effb1551eed016186c152dd2b44de2b089c3b67b9ab834225f4a523efefddc964e9ab8708963277efcdac97a73d68a1cc107694d41b3694a09186e8534fb827e7fbd4f9e28099119c1943550d00b04ba291fd627eb0f95b50782f92614b489d1e5491278039a85a97560f0a4b65eb388aedf27c1796022340051ab6496a6cb443369e840c8fd3d0c5bd792c3abe5ad0613078807c522aa0f8d7461a4697e0f4e337f68dd845bed10514925e3a58752a279bedd1beb59a5b0eb73f63892717b83d6927b1b6c1da788ba8abce9374b932c1b5a2ed7b554f0334c9d30e73e99eeaa284a140bf14dc808a2a05853d913fc0bf8d6bdb452a1f33c4fe73429ff5e62e789809ab52a7ea1aa918e6fba5ca4594609968ce0775e1e19bf60b8cbedd585ab25fdba15dd1931bda20f1999af00ab1b01fd4788183dca20712c28269778db6fc5a28325238d33c5514d677ada2a4b67abfec6a8b5fc05504b010214000a00000008001c727a5d91dbc00959010000f00400001300000000000000000000000000000000005b436f6e74656e745f54797065735d2e786d6c504b010214000a00000000001c727a5d00000000000000000000000006000000000000000000100000008a0100005f72656c732f504b010214000a00000008001c727a5df29f49dae90000004b0200000b00000000000000000000000000ae0100005f72656c732f2e72656c73504b010214000a00000000001c727a5d0000000000000000000000000300000000000000000010000000c0020000786c2f504b010214000a00000000001c727a5d0000000000000000000000000900000000000000000010000000e1020000786c2f5f72656c732f504b010214000a00000008001c727a5d8424b156e9000000b90200001a0000000000000000000000000008030000786c2f5f72656c732f776f726b626f6f6b2e786d6c2e72656c73504b010214000a00000000001c727a5d0000000000000000000000000e0000000000000000001000000029040000786c2f776f726b7368656574732f504b010214000a00000008001c727a5dfe0d6dc503030000200d0000180000000000000000000000000055040000786c2f776f726b7368656574732f7368656574312e786d6c504b010214000a00000008001c727a5d24e774365b010000a404000014000000000000000000000000008e070000786c2f736861726564537472696e67732e786d6c504b010214000a00000000001c727a5d00000000000000000000000009000000000000000000100000001b090000786c2f7468656d652f504b010214000a00000008001c727a5d769b30df21060000191f0000130000000000000000000000000042090000786c2f7468656d652f7468656d65312e786d6c504b010214000a00000008001c727a5dff39958c90020000580600000d00000000000000000000000000940f0000786c2f7374796c65732e786d6c504b010214000a00000000001c727a5d00000000000000000000000009000000000000000000100000004f120000646f6350726f70732f504b010214000a00000008001c727a5dd3093de0840100002a030000100000000000000000000000000076120000646f6350726f70732f6170702e786d6c504b010214000a00000008001c727a5da79f0a385f010000e3020000110000000000000000000000000028140000646f6350726f70732f636f72652e786d6c504b010214000a00000008001c727a5dc87f03ae5f010000780200000f00000000000000000000000000b6150000786c2f776f726b626f6f6b2e786d6c504b05060000000010001000c6030000421700000000', '[{"key": "salutation", "title": "Anrede", "letter": "A"}, {"key": "firstName", "title": "Vorname", "letter": "B"}, {"key": "lastName", "title": "Nachname", "letter": "C"}, {"key": "email", "title": "E-Mail", "letter": "D"}, {"key": "employeeNumber", "title": "Personalnummer", "letter": "E"}, {"key": "area", "title": "Bereich", "letter": "F"}, {"key": "role", "title": "Rolle", "letter": "G"}]', NULL, 3, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:57.871999+00', '2026-11-26 14:16:58.971+00', '2026-11-26 14:17:02.512+00');
INSERT INTO public.import VALUES ('e7a59989-616f-4e6a-b485-92ce56207299', 'members', 'ready', 'people.xlsx', '4e353e0769defedd0c5004e2ff8d44ae895d098abd9609ef027721383e86efeb', '\x504b03040a000000080023727a5d91dbc00959010000f0040000130000005b436f6e74656e745f54797065735d2e786d6cad944d6ec2301085f73d45e42d4a0c5d545545c2a2b4cb16a9f400d378422c1cdbf298bfdb771228aa2a20aa60132b9937ef7b9ec4194fb68d49d618483b9b8b51361409dad2296d17b9f89cbfa68f22a1085681711673b1431293e26e3cdf79a4849b2de5a28ed13f4949658d0d50e63c5aae542e3410f9362ca48772090b94f7c3e1832c9d8d68631a5b0f518ca758c1cac4e465cb8ff741021a12c9f35ed8b27201de1b5d42e4ba5c5bf587921e081977761aaab5a7010b843c49682be70187be779e4cd00a931984f8060dabe4d6c88d0bcb2fe796d9659313295d55e912952b570db764e40382a21a313626ebd6ac016d07fdfc4e4cb25b46370e72f4efc911f97de3fe7a7d84cea607487167906e3df6ceb48f5c4340f511031f8c9b07f8ed7de1935d5f49e5fe69800d53ce6d94a5b3e03cf1110df8ff5dfe9cc1b63bf56c8421eacba33d12d9faeab1623b2b85ea045b763face21b504b03040a000000000023727a5d000000000000000000000000060000005f72656c732f504b03040a000000080023727a5df29f49dae90000004b0200000b0000005f72656c732f2e72656c73ad92c14ec3300c40ef7c45e4fb9a6e4808a1a5bb20a4dd26343ec0246e1bb58da3c483eeef8990400c8d69078e71ece767cbebcd3c8dea8d52f61c0c2cab1a1405cbce87cec0cbfe69710f2a0b068723073270a40c9be666fd4c234aa9c9bd8f591548c8067a91f8a075b63d4d982b8e14ca4fcb694229cfd4e98876c08ef4aaaeef74fac980e684a9b6ce40daba25a8fd31d2356c6e5b6fe991ed61a220675afcca28644c1d898179d4ef9c8657e6a12a50d0e75d56d7bbfc3da79e48d0a1a0b69c681153a94ee2cb5abf751cdb5d09e7cf8c4b42b7ffb91c9a85822377590963fc32d22737d07c00504b03040a000000000023727a5d00000000000000000000000003000000786c2f504b03040a000000000023727a5d00000000000000000000000009000000786c2f5f72656c732f504b03040a000000080023727a5d8424b156e9000000b90200001a000000786c2f5f72656c732f776f726b626f6f6b2e786d6c2e72656c73ad92c16ac3301044effd0ab1f75a765a4a29917329815c5bf70384b4b64c6c4968376dfdf7551b481c08a1079fc4acd899c748ebcdf738884f4cd407afa02a4a10e84db0bdef147c34dbfb6710c4da5b3d048f0a2624d8d477eb371c34e71d727d24914d3c2970ccf1454a320e474d4588e8f34d1bd2a839cbd4c9a8cd5e77285765f924d3dc03ea0b4fb1b30ad2ce56209a29e27fbc43dbf6065f83398ce8f94a84249e86cc2f1a9d3a6405475d641f90d7e3574bc673dec573fa9f3c0eab5b0c0f8b56e07442fbce293ff0bc89f9f816cce392305f21edc921f219e434fa45cdc7a91979f1e3ea1f504b03040a000000000023727a5d0000000000000000000000000e000000786c2f776f726b7368656574732f504b03040a000000080023727a5d814c83975f0200005d07000018000000786c2f776f726b7368656574732f7368656574312e786d6c9555cb6edb3010bcf72b04de634af223b1212948fd6a811628da143dd314651191b40249db49bfbe6b3a36648a45929b766738da9d2596c9fd735d057ba1b4842625d12024816838e4b2d9a6e4f7e3eae68e04dab02667153422252f4293fbec537200f5a44b214c80028d4e49694c3ba354f352d44c0fa0150d2205a89a190cd596ea560996db437545e3309cd09ac9869c1466ea3d1a5014928b05f05d2d1a731251a26206cbd7a56cf559ade6ef91ab997adab5371cea162536b292e6c58a92a0e6b3afdb0614db54d8f6733462fcac6d839e7c2db9020d8519a0dc6ba1fd9ea7744a51294b72891d1c5d0f942852f210cdd62342b3c47257b6c61f2ac845c17695f909872f426e4b83231a930076a6928df826f6a2422825e1756e0e95cdd94267f9cb42688e76a5643cbefc62c10ccb120587008d8f70c82d3b8e319add7ace8583788c35f323f701c998d218efb330a1fb2ca1fc15fbdcc5a26b6cdec5e26b6cd1c586d7d8b28b8daeb155171b5f63eb2e36b960145bbef41d7fa4ef23d95a7551bd75baef33ee1c0ffa8ca9e3449f1139262f3d14c7eb9587e258bef650867e97861f7169f8a64b7d46e48c75dea7b83679449cf92f3d9489639387e254bbf650fe63d3e823368ddeb4a9cf88dcdbd4a7b83679441ccab24f899d0bb7f2a8b8b7c943716da29dbdd3b2adf8ced456363aa84461dd41cfd469c7d96f03adfdc27db70163a03e47256e54a18e11cea60030e7809e747f09b36b0350125db70f434a5a50463169f030e6ff0202d5a29538b3783a9a4e6ee329eae22b6824f7001a93f8064421aed4429a47f8237353da6e6d7859cdc70ae8e565ccfe01504b03040a000000080023727a5d130faaad1d010000ca02000014000000786c2f736861726564537472696e67732e786d6c9dd2cd4ac4301000e0bb4f51726fd3561091b66b1505855d445d3d8fedd84693494d5259dfcd9b2f66fc4124d98b1ee71b327fa45a6c944c9ed158a1a9664596b304a9d3bda0a166ebebd3749f25d601f5203561cd5ed0b245b35359eb12ff946ccd46e7a603ce6d37a2029be909c967eeb551e07c68066e2783d0db11d129c9cb3cdfe30a04b1a4d333b99a95bec94ce269c6e36f28585359d154ae69c9608f15774dc53fe44b6fb4215011afa01bb7f949ba042143bdf06b6b0249b35268c2ec111a14dd18f2a59632aa1fc6673d84d44a77879f970c33a2870c7eb2876ab60e4dea6537c30da8296ed7a6459987788be631b97a7b8dea2f851ba4c0c8cf81427a00fac728c5d65156da442d5ba2e830e0edef4df35ffb73ff199b77504b03040a000000000023727a5d00000000000000000000000009000000786c2f7468656d652f504b03040a000000080023727a5d769b30df21060000191f000013000000786c2f7468656d652f7468656d65312e786d6ced594d6fdb3618beef5710bab7f2975227a853c48edd6e6dda20713bf4484bb4c4861205924ee2dbd01e070c18d60dbb0cd86d87615b8116d8a5fb35d93a6c1dd0bfb057d687299b6a9c26dd5020393822f53cef17dff725695fbf711c32744884a43cea58f5ab350b91c8e51e8dfc8e757f38b8d2b6905438f230e311e9585322ad1b9b1f5dc71b2a202141408fe406ee588152f1866d4b17a6b1bcca6312c1bb311721563014beed097c04624366376ab5353bc434b2508443907a6f3ca62e41c344a4b58972e97d061f9192b31997897d77a653e7a468efa03efb2fa7b2c7043ac4ac63812e8f1f0dc9b1b210c352c18b8e559bfd5936a0ed398da92aba461dccfe726a4ef10e1a2955f8a3825b1fb4d6af6dcfb534322d0668bfdfeff5eb73a92904bb2ef85d5f86b706ed7ab790acc3d26783865ecda9b51628ba96e63265bddbed3aeb654a53a3b49629edda5a6bab51a6b4348a63f0a5bbd5ebad95298e46595ba60caeadafb51628292c60343a582624ab3d5fb43968ccd92d33a30d8c7691211aced652309311a9ca8c0cf1232e068048971e2b1a21358dc918bb80ece17024289e69c11b046bafb239572ecf250a9174058d55c7fa24c6503e73cc9b973fbd79f91cbd79f9ece4f18b93c7bf9e3c7972f2f81713f3168e7c9df9fa872ffff9ee33f4f7f3ef5f3ffdba822075c21f3f7ffefb6f5f5520958e7cf5cdb33f5f3c7bf5ed177ffdf8d484df1278a4e387342412dd2547688f87e09f4905198933528601a6250a0e006a42f6555042de9d626604764939860f04b40b23f2e6e451c9defd404c1435216f076109b9c339eb7261f6e976a24ef76912f915fac54407ee617c6854df5b58e5fe2486dca646a1bd80944cdd65b0f0d82711512879c70f0831f11e525a8aef0e7505977cacd0438aba989a0333a4236566dda2212cd0d46823ac7a29423b0f509733a3826d72588642856066144a58299a37f144e1d06c350e990ebd83556034747f2adc52e0a58245f709e3a8ef11298da47b625a32f936863665ce801d360dcb50a1e881117a0773ae43b7f9412fc0616cb69b46810efe581e40c662b4cb95d90e5eae99640c0b82a3ea957f40893a63b1dfa77e604e96e4cd44186b84f0728d4ed9189328df04cabd3ca4d15b3b3ba3d0da2f3bfb4267df82edce58518bfdbc12f88176f16d3c89760954ca6513bf6ce2974dfc6d15fe3e5ab7d6ac6dfdc89e4a0aab0ff063cad8be9a327247a69d5e829bde0066d3d18c57dc1ae2001e73a565a42ff06c8004579f5215ec0738065df5548d2f73f9be4431977065b1aa15a457630afecf269de2320b78ac76b897ce374bb7dc42523af465495d3311b2bacae6b5f3abaca7d89575d69d0a9dce693a6d3dc0505b08275f6bd4d71aa905904598112f598c4c48be58ef7be5ea357de902ec11d3bce66bbdf9fee2eb9cd1968b8b7bcd1077db507b2c5a18a2a38eb5ee341c0bb938ee58633886c16318834c993428ccfca863b92af37585da5df47ebd22e9ea35a7daf9b29e5848b58d65901267ef8a2f7a22cd9186d34a8272519e18bbd0aab634dbf5ffdd167b69c1c9784c5c5535a58df3b77ca288d80fbc23346213b187c183569a7a1e95b06d34f28180f46f6559592ef3bc8016bf4eca2b0bb338c05941b4f5944809e9a0b0231dea46da553ebcb34fcd0bf5c9b9f429dff95d381337bdd9b30b0705815192c21d8b0b1570685d7140dd8180b345aa11ec43503a896988255fab27369343addda552b2eee8076a8ffa485068912a1084ecaacce3d3e4d51ba55d371795b7a6b9d532ce1e46e490b06152e86b49302c14e4ed278f4a8a5c5a48db5884237ff0011c935aefbc8fcdd5b5ceb6a5b6f4dd43db54d6cf6fc96abbbba6b451e17ec379cb4eb6bc8dc770f541c907ec0054b84c3b270ff91e64062a8e120872f54a3b2bd6627204b6b7753f1361ffedb1ab5d9509177e7ad5e2dfac8affa94acf137fc7107ee7d4e8db869ab6b58b523a5cfe718e8f1e8105db70099bb06c4ac630cc9e7645eafe887bd3fc99c9b497648129360816ed9131a2de71b1e40b51ce7ef59a1f19f6323d49280a6e73156ec6d036a682df58855f7036f38b69c19fdd3c8d3298a63f656419306fb5f3d8b1e8dc515cc9938a289af37cf528aeb482ef1445757c6a14f3d8d9c6fc24c74ae05efe8b1ea4baad25f7e6bf504b03040a000000080023727a5dff39958c90020000580600000d000000786c2f7374796c65732e786d6ca5955d6f9b301486eff72b2cdf53030d2c44906a698a54a9ab26359376eb8049acfa0319d3259bf6df770c241075da477765fbf539cf797d3090de1ca4402fcc345cab0c07573e464c15bae46a97e1cf9bdc9b63d458aa4a2ab462193eb206df2cdfa58d3d0af6b467cc2220a826c37b6beb05214db167923657ba660a762a6d24b5b0343bd2d486d1b271495290d0f763222957b8272c64f1371049cd735b7b859635b57ccb05b7c78e85912c16f73ba50ddd0a707a0866b440872036e1a94227bd2a22796174a32b7b0550a2ab8a17ecb5d7842484162309b06f230511f1c3fee0cbb4d2ca36a8d0adb2d07da03b878b67a5bfaadc6d39b18f5aa68516da200ba5989309e8547271442f54643874426784f582e4d08a4efcd60b4197a3e829e0960abe35dc89a4afd00d0d70b910675721ee85650a0db7cca81c1668986f8e35985170357a4c17f787e89da1c7208c2609dd0075b7da947015c77e9ca4652a586521c1f0ddde8d56d7c46d5a0b8d5ea625a73bada870c853c630016cc1847872f7f54b75c13e5448b53297f6becc305c7c77fad3140c0dd31ed32f1c7f4aebd9136cf8262c3a5467fe45f62cf9a77444eb5a1c1f5bb96526efde99e1a290c1e6a417179d38abc85d8f0c3fba6431016f5b2e2c57bfe80230cbc3d8806ed7ba37f0b20a304a56d156d8cd7933c3e3fc232b792bc373d427fea2ed1035ce1fdce30f6257831dec4363bb11b58667f8fbddea7db2becb436feeafe6deec9a455e12add65e34bb5dadd779e287feed8fc9a7e03f3e04c3db0b90452320ca0c871dcc3f8d5a86278bde7ed73fb03df59e84b1ff210a7c2fbff6036f16d3b9378faf232f8f82701dcf5677511e4dbc476ffcf4f8240846f3d1c272c90457ecd2fe66aac24382e56f0e414e4f828cff84e54f504b03040a000000000023727a5d00000000000000000000000009000000646f6350726f70732f504b03040a000000080023727a5dd3093de0840100002a03000010000000646f6350726f70732f6170702e786d6c9d52c14ee33010bdef5744be53a7b042abca315a15561ca8a8d402e7c19934168e1d7986a8ddaf5f2755430a9cf6f6e6cdd3f3f3cca89b7de3b20e23d9e00b319fe522436f4269fdae104fdb3f17bf44460cbe04173c16e280246ef40fb58ea1c5c816294b0e9e0a5133b70b29c9d4d800cd52dba74e1562039ccab893a1aaacc1db60de1bf42c2ff3fc5ae29ed197585eb4a3a1383a2e3afe5fd332983e1f3d6f0f6df2d3ea77db3a6b80d327f5ca9a1828549cdded0d3a25a74d958c3668dea3e583ce959c966a63c0e13219eb0a1ca1921f84ba47e867b6061b49ab8e171d1a0e3123fb374ded5264af40d8c7294407d1826771941d8b01bb9638ea9710dfa846645272240738d54eb1fda9e783208173a11c83247c1e716bd9213d566b88fc4de2f934f190414c32ae2c437c453becee4bccd3839f9e5886a6059fe62847b4020f3becb5237ab0fe8d9eda6db805c6d3a0cf49b5a921629976332e6224d47d4a1c5daf5fd6e077589e345f1bfd593c1f4f5fcfaf67f9559e0fd770e294fcb872fd0f504b03040a000000080023727a5d8b3d5c745f010000e302000011000000646f6350726f70732f636f72652e786d6c9d52cb6ec23010bcf72b22df8313a8a08a4290da8a53912a15d4aa37d75ec025b12d7b69c8dfd7799080caa9b79d9dd9f13e9c2e4e451efc807552ab398947110940712da4dacdc966bd0c1f48e09029c172ad604e2a706491dda5dc245c5b78b5da8045092ef046ca25dcccc91ed124943abe8782b99157284f6eb52d187a6877d4307e603ba0e3289ad2029009868cd686a1e91d496729786f698e366f0c04a79043010a1d8d47311db408b670370b1ae6425948ac0cdc949ec95e7d72b2179665392a278dd4f71fd38fd5cb5b336a2855bd2a0e244b054fb80586da661b7550ba5429bdc8d53c4acc216bd25de82377fcfa068e6dba073e16e0b89506fd9d5af22ae1cf7180aad45638cf5ea1fa520c61a76dd55203f220670e57fedc5b09e2b11a7afd4ba5dd6edb1940047e2749bbc133f33e797a5e2f49368ec6d3308ec3f1741ddf27f12c89669f75cf57f58361d13df26fc7b34137dfd5bfcc7e01504b03040a000000080023727a5dc87f03ae5f010000780200000f000000786c2f776f726b626f6f6b2e786d6c8d924d6fc2300c86effb1551eed016186c152dd2b44de2b089c3b67b9ab834225f4a523efefddc964e9ab8708963277efcdac97a73d68a1cc107694d41b3694a09186e8534fb827e7fbd4f9e28099119c1943550d00b04ba291fd627eb0f95b50782f92614b489d1e5491278039a85a97560f0a4b65eb388aedf27c1796022340051ab6496a6cb443369e840c8fd3d0c5bd792c3abe5ad0613078807c522aa0f8d7461a4697e0f4e337f68dd845bed10514925e3a58752a279bedd1beb59a5b0eb73f63892717b83d6927b1b6c1da788ba8abce9374b932c1b5a2ed7b554f0334c9d30e73e99eeaa284a140bf14dc808a2a05853d913fc0bf8d6bdb452a1f33c4fe73429ff5e62e789809ab52a7ea1aa918e6fba5ca4594609968ce0775e1e19bf60b8cbedd585ab25fdba15dd1931bda20f1999af00ab1b01fd4788183dca20712c28269778db6fc5a28325238d33c5514d677ada2a4b67abfec6a8b5fc05504b010214000a000000080023727a5d91dbc00959010000f00400001300000000000000000000000000000000005b436f6e74656e745f54797065735d2e786d6c504b010214000a000000000023727a5d00000000000000000000000006000000000000000000100000008a0100005f72656c732f504b010214000a000000080023727a5df29f49dae90000004b0200000b00000000000000000000000000ae0100005f72656c732f2e72656c73504b010214000a000000000023727a5d0000000000000000000000000300000000000000000010000000c0020000786c2f504b010214000a000000000023727a5d0000000000000000000000000900000000000000000010000000e1020000786c2f5f72656c732f504b010214000a000000080023727a5d8424b156e9000000b90200001a0000000000000000000000000008030000786c2f5f72656c732f776f726b626f6f6b2e786d6c2e72656c73504b010214000a000000000023727a5d0000000000000000000000000e0000000000000000001000000029040000786c2f776f726b7368656574732f504b010214000a000000080023727a5d814c83975f0200005d070000180000000000000000000000000055040000786c2f776f726b7368656574732f7368656574312e786d6c504b010214000a000000080023727a5d130faaad1d010000ca0200001400000000000000000000000000ea060000786c2f736861726564537472696e67732e786d6c504b010214000a000000000023727a5d000000000000000000000000090000000000000000001000000039080000786c2f7468656d652f504b010214000a000000080023727a5d769b30df21060000191f0000130000000000000000000000000060080000786c2f7468656d652f7468656d65312e786d6c504b010214000a000000080023727a5dff39958c90020000580600000d00000000000000000000000000b20e0000786c2f7374796c65732e786d6c504b010214000a000000000023727a5d00000000000000000000000009000000000000000000100000006d110000646f6350726f70732f504b010214000a000000080023727a5dd3093de0840100002a030000100000000000000000000000000094110000646f6350726f70732f6170702e786d6c504b010214000a000000080023727a5d8b3d5c745f010000e3020000110000000000000000000000000046130000646f6350726f70732f636f72652e786d6c504b010214000a000000080023727a5dc87f03ae5f010000780200000f00000000000000000000000000d4140000786c2f776f726b626f6f6b2e786d6c504b05060000000010001000c6030000601600000000', '[{"key": "salutation", "title": "Anrede", "letter": "A"}, {"key": "firstName", "title": "Vorname", "letter": "B"}, {"key": "lastName", "title": "Nachname", "letter": "C"}, {"key": "email", "title": "E-Mail", "letter": "D"}, {"key": "employeeNumber", "title": "Personalnummer", "letter": "E"}, {"key": "area", "title": "Bereich", "letter": "F"}, {"key": "role", "title": "Rolle", "letter": "G"}]', NULL, 1, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:07.874566+00', NULL, NULL);
INSERT INTO public.import_row VALUES ('1f4be124-c018-468d-b567-f4b933702619', 1, 'Mitarbeitende', 2, '{"area": "Werk Süd", "role": "Mitglied", "email": "anna.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Anna", "employeeNumber": "A-100"}', '{"email": "anna.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "05178f4f-3b32-40bc-833c-28bd3eae651b"}], "lastName": "Altbestand", "username": "anna.altbestand", "firstName": "Anna", "employeeNumber": "A-100", "usernameProposed": true}', 'new', '[]', '[]', 'stored', '00df20ce-6f0e-43a6-a2d5-ffbb931992bc');
INSERT INTO public.import_row VALUES ('1f4be124-c018-468d-b567-f4b933702619', 2, 'Mitarbeitende', 3, '{"area": "Werk Nord", "role": "Mitglied", "email": "bernd.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Bernd", "employeeNumber": "A-101"}', '{"email": "bernd.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "73acaba4-0bb5-4667-9141-39d1af577c98"}], "lastName": "Altbestand", "username": "bernd.altbestand", "firstName": "Bernd", "employeeNumber": "A-101", "usernameProposed": true}', 'new', '[]', '[]', 'stored', '5958472b-108f-46f6-a01a-231cce134cae');
INSERT INTO public.import_row VALUES ('1f4be124-c018-468d-b567-f4b933702619', 3, 'Mitarbeitende', 4, '{"area": "Werk Süd", "role": "Mitglied", "email": "carla.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Carla", "employeeNumber": "A-102"}', '{"email": "carla.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "05178f4f-3b32-40bc-833c-28bd3eae651b"}], "lastName": "Altbestand", "username": "carla.altbestand", "firstName": "Carla", "employeeNumber": "A-102", "usernameProposed": true}', 'new', '[]', '[]', 'stored', '709cc6c9-5322-4495-aaaa-826e3290881d');
INSERT INTO public.import_row VALUES ('1f4be124-c018-468d-b567-f4b933702619', 4, 'Mitarbeitende', 5, '{"area": "Werk Nord", "role": "Mitglied", "email": "dieter.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Dieter", "employeeNumber": "A-103"}', '{"email": "dieter.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "73acaba4-0bb5-4667-9141-39d1af577c98"}], "lastName": "Altbestand", "username": "dieter.altbestand", "firstName": "Dieter", "employeeNumber": "A-103", "usernameProposed": true}', 'new', '[]', '[]', 'stored', '9664c8c3-fdef-490b-ab9d-f346a1344cc2');
INSERT INTO public.import_row VALUES ('1f4be124-c018-468d-b567-f4b933702619', 5, 'Mitarbeitende', 6, '{"area": "Werk Süd", "role": "Mitglied", "email": "eva.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Eva", "employeeNumber": "A-104"}', '{"email": "eva.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "05178f4f-3b32-40bc-833c-28bd3eae651b"}], "lastName": "Altbestand", "username": "eva.altbestand", "firstName": "Eva", "employeeNumber": "A-104", "usernameProposed": true}', 'new', '[]', '[]', 'stored', '9a31066e-74a7-4738-a9df-d172d106e720');
INSERT INTO public.import_row VALUES ('1f4be124-c018-468d-b567-f4b933702619', 6, 'Mitarbeitende', 7, '{"area": "Werk Nord", "role": "Mitglied", "email": "franz.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Franz", "employeeNumber": "A-105"}', '{"email": "franz.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "73acaba4-0bb5-4667-9141-39d1af577c98"}], "lastName": "Altbestand", "username": "franz.altbestand", "firstName": "Franz", "employeeNumber": "A-105", "usernameProposed": true}', 'new', '[]', '[]', 'stored', '5d4dad3e-93a9-42d9-a863-dfe0aaf7c869');
INSERT INTO public.import_row VALUES ('1f4be124-c018-468d-b567-f4b933702619', 7, 'Mitarbeitende', 8, '{"area": "Werk Süd", "role": "Mitglied", "email": "greta.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Greta", "employeeNumber": "A-106"}', '{"email": "greta.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "05178f4f-3b32-40bc-833c-28bd3eae651b"}], "lastName": "Altbestand", "username": "greta.altbestand", "firstName": "Greta", "employeeNumber": "A-106", "usernameProposed": true}', 'new', '[]', '[]', 'stored', 'a6d99071-73c0-4280-ba85-371c23e24c7b');
INSERT INTO public.import_row VALUES ('1f4be124-c018-468d-b567-f4b933702619', 8, 'Mitarbeitende', 9, '{"area": "Werk Nord", "role": "Mitglied", "email": "hans.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Hans", "employeeNumber": "A-107"}', '{"email": "hans.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "73acaba4-0bb5-4667-9141-39d1af577c98"}], "lastName": "Altbestand", "username": "hans.altbestand", "firstName": "Hans", "employeeNumber": "A-107", "usernameProposed": true}', 'new', '[]', '[]', 'stored', '5f6e6c09-6ab9-441e-8a79-41b1674fe124');
INSERT INTO public.import_row VALUES ('e7a59989-616f-4e6a-b485-92ce56207299', 1, 'Mitarbeitende', 2, '{"area": "Werk Süd", "role": "Mitglied", "email": "ida.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Ida", "employeeNumber": "A-120"}', '{"email": "ida.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "05178f4f-3b32-40bc-833c-28bd3eae651b"}], "lastName": "Altbestand", "username": "ida.altbestand", "firstName": "Ida", "employeeNumber": "A-120", "usernameProposed": true}', 'new', '[]', '[]', 'staged', NULL);
INSERT INTO public.import_row VALUES ('e7a59989-616f-4e6a-b485-92ce56207299', 2, 'Mitarbeitende', 3, '{"area": "Werk Nord", "role": "Mitglied", "email": "jan.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Jan", "employeeNumber": "A-121"}', '{"email": "jan.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "73acaba4-0bb5-4667-9141-39d1af577c98"}], "lastName": "Altbestand", "username": "jan.altbestand", "firstName": "Jan", "employeeNumber": "A-121", "usernameProposed": true}', 'new', '[]', '[]', 'staged', NULL);
INSERT INTO public.import_row VALUES ('e7a59989-616f-4e6a-b485-92ce56207299', 3, 'Mitarbeitende', 4, '{"area": "Werk Süd", "role": "Mitglied", "email": "anna.altbestand@altbestand.example", "lastName": "Altbestand", "firstName": "Anna", "employeeNumber": "A-100"}', '{"email": "anna.altbestand@altbestand.example", "grants": [{"role": "member", "areaId": "05178f4f-3b32-40bc-833c-28bd3eae651b"}], "lastName": "Altbestand", "firstName": "Anna", "employeeNumber": "A-100"}', 'unchanged', '[]', '[]', 'staged', '00df20ce-6f0e-43a6-a2d5-ffbb931992bc');
INSERT INTO public.invitation VALUES ('b4226c35-c151-4460-b32c-0dd2da595c9e', '5d4dad3e-93a9-42d9-a863-dfe0aaf7c869', 'e32fd1f8-b909-4e40-a1a1-624f1001dbf4', 'open', 1, 1, '\x54b4832bd8797067197ee6483e164c26dd038535e416e191be183da50804f123', '2027-11-26 14:17:00.156+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:00.030151+00', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO public.invitation VALUES ('af78b53c-eaa0-449b-8433-56fb76f50b2c', '5f6e6c09-6ab9-441e-8a79-41b1674fe124', 'e32fd1f8-b909-4e40-a1a1-624f1001dbf4', 'open', 1, 1, '\x2ab02e32cca3d81f4a8ed00d95bf5b841b3acc1f7700b95ddb4963feceecaf22', '2027-11-26 14:17:00.156+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:00.030151+00', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO public.invitation VALUES ('86f80c1b-fb69-4a2b-9e7a-3c6833c0360e', '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', 'e32fd1f8-b909-4e40-a1a1-624f1001dbf4', 'accepted', 1, 1, '\x70478feb1fa7fc47298cd0de636fa0ee6aeb70098e8540bcc93b7a120d8b23a0', '2027-11-26 14:17:00.156+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:01.639+00', NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO public.invitation VALUES ('c8cc53a0-84ea-45b8-b7fc-87cacad8b054', '5958472b-108f-46f6-a01a-231cce134cae', 'e32fd1f8-b909-4e40-a1a1-624f1001dbf4', 'accepted', 1, 1, '\x5dd7ed6cc9eb757cb3f7446eb9e7a9f5e222b47e9b4989dd2bd6921205bce566', '2027-11-26 14:17:00.156+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:03.786+00', NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO public.invitation VALUES ('3a3a5608-270f-46cd-b817-c3c062972edd', '709cc6c9-5322-4495-aaaa-826e3290881d', 'e32fd1f8-b909-4e40-a1a1-624f1001dbf4', 'accepted', 1, 1, '\x2a12b3ea91b6ca7a286b457f4d9cb48a3ef58f99a01e5e769dbaf2182cf4f383', '2027-11-26 14:17:00.156+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:04.352+00', NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO public.invitation VALUES ('7f2fed72-3838-4e56-9e43-329d4f2573a2', '9664c8c3-fdef-490b-ab9d-f346a1344cc2', 'e32fd1f8-b909-4e40-a1a1-624f1001dbf4', 'revoked', 1, 1, '\x30423e65b39456febf4057515bca74643c420dd9de7448bda54c22e31ca384d3', '2027-11-26 14:17:00.156+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:00.030151+00', NULL, '2026-11-26 14:17:06.513+00', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO public.invitation VALUES ('0935a78d-f51b-4f19-88f8-83ee82d1e99a', '9a31066e-74a7-4738-a9df-d172d106e720', 'e32fd1f8-b909-4e40-a1a1-624f1001dbf4', 'revoked', 1, 1, '\xfa7513ad3396e018216b2fd7a2a469f7023387e1b526168b299c2ac04f00c69d', '2027-11-26 14:17:00.156+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:00.030151+00', NULL, '2026-11-26 14:17:07.46+00', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO public.invitation VALUES ('f7e80bd4-6619-41ba-addc-56f0df3def87', 'a6d99071-73c0-4280-ba85-371c23e24c7b', 'e32fd1f8-b909-4e40-a1a1-624f1001dbf4', 'revoked', 1, 1, '\x77686b924417b968eb8a46a215246de88e2d8c7c666e4af98a802e14fd1ef276', '2027-11-26 14:17:00.156+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:00.030151+00', NULL, '2026-11-26 14:17:16.239+00', '494e8a98-8529-4407-bdba-0065bb10e407', NULL, NULL, 0, '2026-11-26 14:17:16.239+00', NULL, NULL, 0, NULL, NULL);
INSERT INTO public.invitation VALUES ('117b441c-56a0-440d-94ca-2ffab34b9ae0', 'a6d99071-73c0-4280-ba85-371c23e24c7b', NULL, 'open', 1, 2, '\xb042a97f7981283050f5a19da7b1ddcba7e6efe3104ff282efadf87c57fd8593', '2027-11-26 14:17:16.414+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:16.054697+00', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO public.invitation VALUES ('2bb25bac-b6e3-4746-86f0-7392294a4c61', '9a31066e-74a7-4738-a9df-d172d106e720', NULL, 'open', 1, 2, '\x46c4b95c2b78c10554eef330b36bec1baad5a8c2c619d4c43fe08d6140222bf4', '2027-11-26 14:17:16.785+00', NULL, NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:17:16.758044+00', NULL, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL, 0, NULL, NULL);
INSERT INTO public.kysely_migration VALUES ('001-areas', '2026-11-26T14:10:22.939Z');
INSERT INTO public.kysely_migration VALUES ('002-members', '2026-11-26T14:10:23.115Z');
INSERT INTO public.kysely_migration VALUES ('003-audit', '2026-11-26T14:10:23.238Z');
INSERT INTO public.kysely_migration VALUES ('004-mail', '2026-11-26T14:10:23.263Z');
INSERT INTO public.kysely_migration VALUES ('005-invitations', '2026-11-26T14:10:23.289Z');
INSERT INTO public.kysely_migration VALUES ('006-imports', '2026-11-26T14:10:23.342Z');
INSERT INTO public.kysely_migration VALUES ('010-invitation-life', '2026-11-26T14:10:23.362Z');
INSERT INTO public.kysely_migration VALUES ('011-link-removal', '2026-11-26T14:10:23.369Z');
INSERT INTO public.kysely_migration VALUES ('012-people-by-hand', '2026-11-26T14:10:23.376Z');
INSERT INTO public.kysely_migration VALUES ('013-console', '2026-11-26T14:10:23.415Z');
INSERT INTO public.kysely_migration VALUES ('014-audit-search', '2026-11-26T14:10:23.427Z');
INSERT INTO public.kysely_migration VALUES ('015-voided-redemptions', '2026-11-26T14:10:23.429Z');
INSERT INTO public.kysely_migration_lock VALUES ('migration_lock', 0);
INSERT INTO public.member VALUES ('494e8a98-8529-4407-bdba-0065bb10e407', NULL, 'Nadja', 'Netz', 'netz.manager@muster.example', 'netz.manager', NULL, 'de', 'active', 'demo', '6981ef9e-9bbb-4976-a9ba-fca3a56c65db', 'done', 2, 1, 0, NULL, '2026-11-26 14:16:49.719236+00', NULL, NULL, '2026-11-26 14:16:49.719236+00', '2026-11-26 14:16:51.674+00', NULL, NULL, false, NULL, true);
INSERT INTO public.member VALUES ('029cc779-dd3a-4c16-b4b3-2f0b4def5593', NULL, 'Emil', 'Editor', 'emil.editor@muster.example', 'emil.editor', NULL, 'de', 'active', 'demo', '703f7943-58b1-4236-bcff-5f5885654eb6', 'done', 2, 1, 0, NULL, '2026-11-26 14:16:49.751069+00', NULL, NULL, '2026-11-26 14:16:49.751069+00', '2026-11-26 14:16:52.746+00', NULL, NULL, false, NULL, true);
INSERT INTO public.member VALUES ('ea0f713b-55a1-40b7-a3cc-797640dc295d', NULL, 'Nora', 'Nord', 'nora.nord@muster.example', 'nora.nord', NULL, 'de', 'active', 'demo', '8302f034-7c67-4710-adb5-2a11cd8fee85', 'done', 2, 1, 0, NULL, '2026-11-26 14:16:49.738275+00', NULL, NULL, '2026-11-26 14:16:49.738275+00', '2026-11-26 14:16:52.147+00', NULL, NULL, false, NULL, true);
INSERT INTO public.member VALUES ('3fbc281d-b5c2-4b5f-a051-600e42a6c07a', NULL, 'Maria', 'Mitglied', 'maria.mitglied@muster.example', 'maria.mitglied', NULL, 'de', 'active', 'demo', '44d79e6b-b406-42b0-898d-c5d570089fe1', 'done', 2, 1, 0, NULL, '2026-11-26 14:16:49.769615+00', NULL, NULL, '2026-11-26 14:16:49.769615+00', '2026-11-26 14:16:53.509+00', NULL, NULL, false, NULL, true);
INSERT INTO public.member VALUES ('867fc893-07ea-45c1-bd45-2e8a7a7c3ea2', NULL, 'Max', 'Mitglied', 'max.mitglied@muster.example', 'max.mitglied', NULL, 'de', 'active', 'demo', '9992a76f-d30e-435e-bd60-7bb38bdc249d', 'done', 2, 1, 0, NULL, '2026-11-26 14:16:49.794287+00', NULL, NULL, '2026-11-26 14:16:49.794287+00', '2026-11-26 14:16:54.35+00', NULL, NULL, false, NULL, true);
INSERT INTO public.member VALUES ('5d4dad3e-93a9-42d9-a863-dfe0aaf7c869', NULL, 'Franz', 'Altbestand', 'franz.altbestand@altbestand.example', 'franz.altbestand', 'A-105', 'de', 'invited', 'import', '2fe7d0b5-9b93-4d04-801c-e8c55109513f', 'done', 1, 1, 0, NULL, '2026-11-26 14:16:59.058+00', NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL, NULL, NULL, false, NULL, false);
INSERT INTO public.member VALUES ('5f6e6c09-6ab9-441e-8a79-41b1674fe124', NULL, 'Hans', 'Altbestand', 'hans.altbestand@altbestand.example', 'hans.altbestand', 'A-107', 'de', 'invited', 'import', '87b49a57-eeb4-4d4e-8be4-ca2bde5a897a', 'done', 1, 1, 0, NULL, '2026-11-26 14:16:59.058+00', NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL, NULL, NULL, false, NULL, false);
INSERT INTO public.member VALUES ('5958472b-108f-46f6-a01a-231cce134cae', NULL, 'Bernd', 'Altbestand', 'bernd.altbestand@altbestand.example', 'bernd.altbestand', 'A-101', 'de', 'invited', 'import', 'c3ada35b-24ea-4725-855d-dccc10fca3ad', 'done', 1, 1, 0, NULL, '2026-11-26 14:16:59.058+00', NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL, NULL, NULL, false, NULL, false);
INSERT INTO public.member VALUES ('00df20ce-6f0e-43a6-a2d5-ffbb931992bc', NULL, 'Anna', 'Altbestand', 'anna.altbestand@altbestand.example', 'anna.altbestand', 'A-100', 'de', 'active', 'import', 'e78bbc1e-4c1e-4f39-b308-dfb215b2646a', 'done', 2, 1, 0, NULL, '2026-11-26 14:16:59.058+00', NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', '2026-11-26 14:17:03.424+00', NULL, NULL, false, NULL, true);
INSERT INTO public.member VALUES ('9664c8c3-fdef-490b-ab9d-f346a1344cc2', NULL, 'Dieter', 'Altbestand', NULL, 'dieter.altbestand', NULL, 'de', 'deleted', 'import', '2731f01e-7c74-4b63-8120-6d6725fda29d', 'done', 2, 2, 0, NULL, '2026-11-26 14:17:06.513+00', NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL, NULL, NULL, false, '2026-11-26 14:17:06.513+00', false);
INSERT INTO public.member VALUES ('709cc6c9-5322-4495-aaaa-826e3290881d', NULL, 'Carla', 'Altbestand', 'carla.altbestand@altbestand.example', 'carla.altbestand', 'A-102', 'de', 'suspended', 'import', '77b42f2c-1135-4133-9089-cd40cbf457b0', 'done', 3, 2, 0, NULL, '2026-11-26 14:17:06.38+00', NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', '2026-11-26 14:17:06.08+00', NULL, 'active', false, NULL, true);
INSERT INTO public.member VALUES ('a6d99071-73c0-4280-ba85-371c23e24c7b', NULL, 'Greta', 'Altbestand', 'greta.altbestand@altbestand.example', 'greta.altbestand', 'A-106', 'de', 'invited', 'import', 'c805c3d5-6502-4e95-9c44-96daf12fd0ea', 'done', 1, 1, 0, NULL, '2026-11-26 14:16:59.058+00', NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL, NULL, NULL, false, NULL, false);
INSERT INTO public.member VALUES ('9a31066e-74a7-4738-a9df-d172d106e720', NULL, 'Eva', 'Altbestand', 'eva.altbestand@altbestand.example', 'eva.altbestand', 'A-104', 'de', 'invited', 'import', 'f9791729-22b5-4302-96b6-c1463212cf3c', 'done', 1, 1, 0, NULL, '2026-11-26 14:16:59.058+00', NULL, '494e8a98-8529-4407-bdba-0065bb10e407', '2026-11-26 14:16:59.036964+00', NULL, NULL, NULL, false, NULL, false);
INSERT INTO public.message VALUES ('3df4174a-1de7-4868-b632-2dff9d34c296', 'invitation', '709cc6c9-5322-4495-aaaa-826e3290881d', '3a3a5608-270f-46cd-b817-c3c062972edd', 'de', 'carla.altbestand@altbestand.example', 'sent', 1, '2026-11-26 14:17:00.156+00', NULL, '<1103a973-b2cd-4dbf-ae4d-921d1172f0a4@localhost>', '250 Kept as 35', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:00.236+00', NULL, '2026-11-26 14:17:00.423+00');
INSERT INTO public.message VALUES ('2b2d59be-d1a7-4300-9771-13232dc95773', 'invitation', '5958472b-108f-46f6-a01a-231cce134cae', 'c8cc53a0-84ea-45b8-b7fc-87cacad8b054', 'de', 'bernd.altbestand@altbestand.example', 'sent', 1, '2026-11-26 14:17:00.156+00', NULL, '<e2838b79-1214-471a-8344-a9d85c9279a4@localhost>', '250 Kept as 36', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:00.236+00', NULL, '2026-11-26 14:17:00.423+00');
INSERT INTO public.message VALUES ('a89a5882-3492-454c-84ca-6f5687cc7e99', 'invitation', '00df20ce-6f0e-43a6-a2d5-ffbb931992bc', '86f80c1b-fb69-4a2b-9e7a-3c6833c0360e', 'de', 'anna.altbestand@altbestand.example', 'sent', 1, '2026-11-26 14:17:00.156+00', NULL, '<01b2e573-c572-4d80-874d-5193657ae8a9@localhost>', '250 Kept as 34', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:00.221+00', NULL, '2026-11-26 14:17:00.419+00');
INSERT INTO public.message VALUES ('c7af4a47-a12c-4d43-bb9c-5716aace6d58', 'invitation', '9664c8c3-fdef-490b-ab9d-f346a1344cc2', '7f2fed72-3838-4e56-9e43-329d4f2573a2', 'de', 'dieter.altbestand@altbestand.example', 'sent', 1, '2026-11-26 14:17:00.156+00', NULL, '<b4b12612-443b-4350-8014-937623a356d3@localhost>', '250 Kept as 38', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:00.236+00', NULL, '2026-11-26 14:17:00.428+00');
INSERT INTO public.message VALUES ('4e292df9-417e-4555-a47c-fc1b27ce78e8', 'invitation', '9a31066e-74a7-4738-a9df-d172d106e720', '0935a78d-f51b-4f19-88f8-83ee82d1e99a', 'de', 'eva.altbestand@altbestand.example', 'sent', 1, '2026-11-26 14:17:00.156+00', NULL, '<785a1a12-b901-40c6-8aaf-85a55d9055b6@localhost>', '250 Kept as 37', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:00.237+00', NULL, '2026-11-26 14:17:00.427+00');
INSERT INTO public.message VALUES ('42afd778-e975-4931-bcbe-d67fc5d719e6', 'invitation', '5f6e6c09-6ab9-441e-8a79-41b1674fe124', 'af78b53c-eaa0-449b-8433-56fb76f50b2c', 'de', 'hans.altbestand@altbestand.example', 'sent', 1, '2026-11-26 14:17:00.156+00', NULL, '<901cd0eb-e241-4575-a1b4-433b9e73b33b@localhost>', '250 Kept as 41', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:00.45+00', NULL, '2026-11-26 14:17:00.542+00');
INSERT INTO public.message VALUES ('63155f07-a876-4981-8d70-f1d53f59c4b7', 'invitation', '5d4dad3e-93a9-42d9-a863-dfe0aaf7c869', 'b4226c35-c151-4460-b32c-0dd2da595c9e', 'de', 'franz.altbestand@altbestand.example', 'sent', 1, '2026-11-26 14:17:00.156+00', NULL, '<63f6df39-ee27-411b-95fc-17e182543963@localhost>', '250 Kept as 39', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:00.43+00', NULL, '2026-11-26 14:17:00.536+00');
INSERT INTO public.message VALUES ('d8856c48-f1e1-4b57-99d4-6588040d542e', 'invitation', 'a6d99071-73c0-4280-ba85-371c23e24c7b', 'f7e80bd4-6619-41ba-addc-56f0df3def87', 'de', 'greta.altbestand@altbestand.example', 'sent', 1, '2026-11-26 14:17:00.156+00', NULL, '<5abc2391-7d62-4e5e-9262-e6ccd79b97f8@localhost>', '250 Kept as 40', '2026-11-26 14:17:00.030151+00', '2026-11-26 14:17:00.432+00', NULL, '2026-11-26 14:17:00.537+00');
INSERT INTO public.message VALUES ('890191c6-8025-4b2e-8046-d361f7c8e681', 'invitation', 'a6d99071-73c0-4280-ba85-371c23e24c7b', '117b441c-56a0-440d-94ca-2ffab34b9ae0', 'de', 'greta.altbestand@altbestand.example', 'queued', 0, '2026-11-26 14:17:16.414+00', NULL, '<59f9cce1-444b-4ea0-90e9-ffb37fa07435@localhost>', NULL, '2026-11-26 14:17:16.054697+00', NULL, NULL, NULL);
INSERT INTO public.message VALUES ('a5d4d4be-70ce-4399-8ccc-644fa29b5245', 'invitation', '9a31066e-74a7-4738-a9df-d172d106e720', '2bb25bac-b6e3-4746-86f0-7392294a4c61', 'de', 'eva.altbestand@altbestand.example', 'queued', 0, '2026-11-26 14:17:16.785+00', NULL, '<fc08c591-67f1-4104-b61b-c28ee9f7ef54@localhost>', NULL, '2026-11-26 14:17:16.758044+00', NULL, NULL, NULL);
SELECT pg_catalog.setval('public.audit_id_seq', 81, true);
ALTER TABLE ONLY public.area_group
    ADD CONSTRAINT area_group_keycloak_group_id_key UNIQUE (keycloak_group_id);
ALTER TABLE ONLY public.area_group
    ADD CONSTRAINT area_group_pkey PRIMARY KEY (area_id, role);
ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.audit
    ADD CONSTRAINT audit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.campaign
    ADD CONSTRAINT campaign_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.deviation
    ADD CONSTRAINT deviation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feed_event
    ADD CONSTRAINT feed_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.feed_look
    ADD CONSTRAINT feed_look_pkey PRIMARY KEY (user_id);
ALTER TABLE ONLY public.feed
    ADD CONSTRAINT feed_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public."grant"
    ADD CONSTRAINT grant_once UNIQUE (member_id, area_id);
ALTER TABLE ONLY public."grant"
    ADD CONSTRAINT grant_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.import
    ADD CONSTRAINT import_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.import_row
    ADD CONSTRAINT import_row_pkey PRIMARY KEY (import_id, number);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_lookup_key UNIQUE (lookup);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kysely_migration_lock
    ADD CONSTRAINT kysely_migration_lock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.kysely_migration
    ADD CONSTRAINT kysely_migration_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_form_key_key UNIQUE (form_key);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_keycloak_user_id_key UNIQUE (keycloak_user_id);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_header_id_key UNIQUE (header_id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.reconcile_run
    ADD CONSTRAINT reconcile_run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.setting
    ADD CONSTRAINT setting_pkey PRIMARY KEY (key);
CREATE UNIQUE INDEX area_one_network ON public.area USING btree ((true)) WHERE (parent_id IS NULL);
CREATE INDEX audit_act ON public.audit USING btree (act, id);
CREATE INDEX audit_actor ON public.audit USING btree (actor_id, id) WHERE (actor_id IS NOT NULL);
CREATE INDEX audit_area ON public.audit USING btree (area_id, id) WHERE (area_id IS NOT NULL);
CREATE INDEX audit_member ON public.audit USING btree (member_id, id) WHERE (member_id IS NOT NULL);
CREATE INDEX audit_time ON public.audit USING btree (at);
CREATE INDEX deviation_looked ON public.deviation USING btree (looked_at) WHERE (state = 'open'::text);
CREATE UNIQUE INDEX deviation_open ON public.deviation USING btree (member_id, kind, area_id, role) NULLS NOT DISTINCT WHERE (state = 'open'::text);
CREATE INDEX feed_event_at ON public.feed_event USING btree (at);
CREATE INDEX feed_look_due ON public.feed_look USING btree (due_at);
CREATE INDEX grant_area ON public."grant" USING btree (area_id, member_id);
CREATE INDEX import_open ON public.import USING btree (created_at) WHERE (state = ANY (ARRAY['staged'::text, 'running'::text]));
CREATE INDEX import_own ON public.import USING btree (created_by, created_at);
CREATE INDEX import_row_subject ON public.import_row USING btree (subject_id) WHERE (subject_id IS NOT NULL);
CREATE INDEX invitation_campaign ON public.invitation USING btree (campaign_id);
CREATE INDEX invitation_close ON public.invitation USING btree (close_due_at) WHERE (close_due_at IS NOT NULL);
CREATE INDEX invitation_expiry ON public.invitation USING btree (expires_at) WHERE (state = ANY (ARRAY['open'::text, 'redeeming'::text]));
CREATE UNIQUE INDEX invitation_generation ON public.invitation USING btree (member_id, generation);
CREATE INDEX invitation_link_removal ON public.invitation USING btree (accepted_at) WHERE ((state = 'accepted'::text) AND (link_removed_at IS NULL));
CREATE UNIQUE INDEX invitation_one_open ON public.invitation USING btree (member_id) WHERE (state = ANY (ARRAY['open'::text, 'redeeming'::text]));
CREATE INDEX invitation_password_mail ON public.invitation USING btree (password_mail_due_at) WHERE (password_mail_due_at IS NOT NULL);
CREATE UNIQUE INDEX member_email ON public.member USING btree (lower(email)) WHERE (state <> 'deleted'::text);
CREATE UNIQUE INDEX member_employee_number ON public.member USING btree (employee_number) WHERE (state <> 'deleted'::text);
CREATE INDEX member_list ON public.member USING btree (lower(last_name), lower(first_name), id);
CREATE INDEX member_sync ON public.member USING btree (sync_due_at) WHERE (sync_state = ANY (ARRAY['pending'::text, 'claimed'::text]));
CREATE UNIQUE INDEX member_username ON public.member USING btree (lower(username)) WHERE (state <> 'deleted'::text);
CREATE INDEX message_due ON public.message USING btree (due_at) WHERE (state = ANY (ARRAY['queued'::text, 'sending'::text]));
CREATE INDEX message_member ON public.message USING btree (member_id);
CREATE INDEX message_subject ON public.message USING btree (subject_id);
ALTER TABLE ONLY public.area_group
    ADD CONSTRAINT area_group_area_id_fkey FOREIGN KEY (area_id) REFERENCES public.area(id);
ALTER TABLE ONLY public.area
    ADD CONSTRAINT area_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES public.area(id);
ALTER TABLE ONLY public.deviation
    ADD CONSTRAINT deviation_area_id_fkey FOREIGN KEY (area_id) REFERENCES public.area(id);
ALTER TABLE ONLY public.deviation
    ADD CONSTRAINT deviation_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.member(id);
ALTER TABLE ONLY public."grant"
    ADD CONSTRAINT grant_area_id_fkey FOREIGN KEY (area_id) REFERENCES public.area(id);
ALTER TABLE ONLY public."grant"
    ADD CONSTRAINT grant_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.member(id);
ALTER TABLE ONLY public.import_row
    ADD CONSTRAINT import_row_import_id_fkey FOREIGN KEY (import_id) REFERENCES public.import(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_campaign_id_fkey FOREIGN KEY (campaign_id) REFERENCES public.campaign(id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.member(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_member_id_fkey FOREIGN KEY (member_id) REFERENCES public.member(id);
GRANT USAGE ON SCHEMA public TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.area TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.area_group TO einlass_test_app;
GRANT SELECT,INSERT ON TABLE public.audit TO einlass_test_app;
GRANT USAGE ON SEQUENCE public.audit_id_seq TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.campaign TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.deviation TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feed TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feed_event TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.feed_look TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public."grant" TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.import_row TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.invitation TO einlass_test_app;
GRANT SELECT ON TABLE public.kysely_migration TO einlass_test_app;
GRANT SELECT ON TABLE public.kysely_migration_lock TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.member TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.message TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.reconcile_run TO einlass_test_app;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.setting TO einlass_test_app;
