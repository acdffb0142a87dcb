"""What may go wrong with a gate or be done to it, row by row, and the tests that try it.

The numbers are those of a longer table. In every
row: a clear error, nothing passed, nothing lost, no secret told.
"""

from dataclasses import dataclass

__all__ = ["TABLE", "Row"]


@dataclass(frozen=True, slots=True)
class Row:
    """One fault or attack, and the tests about it: `room/file::name` below `tests/`."""

    what: str
    tests: tuple[str, ...]


TABLE: dict[int, Row] = {
    1: Row("the detector raises or says what makes no sense", (
        "gate/test_faults.py::test_eyes_that_fail_let_nothing_pass",
        "gate/test_faults.py::test_pixels_that_cannot_be_made_anew_are_not_sent",
        "faces/test_detector.py::test_an_answer_that_is_not_finite_raises",
    )),
    2: Row("the process of the detector is killed during a call", (
        "gate/test_application.py::test_killed_workers_cost_at_most_one_call",
        "faces/test_bench.py::test_an_examiner_killed_during_a_picture_fails_that_one_only",
        "media/test_decoder.py::test_a_worker_killed_during_a_picture_fails_that_one_only",
    )),
    3: Row("the detector hangs", (
        "faces/test_bench.py::test_an_examiner_that_hangs_is_replaced",
        "media/test_decoder.py::test_a_worker_that_hangs_is_replaced",
        "faces/test_inspect.py::test_no_bench_in_time_is_our_failure",
    )),
    4: Row("the disk is full when a decision is entered", (
        "gate/test_faults_wire.py::test_a_full_disk_passes_nothing_and_is_over_when_it_is",
        "gate/test_faults.py::test_a_full_disk_lets_nothing_pass_and_is_entered_when_it_is_not",
        "stores/test_log.py::test_a_full_disk_loses_nothing_and_is_recovered_from",
        "stores/test_shared_crashes.py::"
        "test_without_room_nothing_is_written_and_with_room_it_goes_on",
    )),
    5: Row("the disk is full when an outcome is entered, during a stream", (
        "gate/test_faults_wire.py::"
        "test_a_disk_that_fills_during_a_stream_leaves_the_decision_and_the_next_start_ends_it",
        "gate/test_faults.py::test_an_outcome_that_cannot_be_written_leaves_its_decision_waiting",
    )),
    6: Row("the database is not there, at the start or later", (
        "gate/test_faults_wire.py::"
        "test_a_database_that_others_keep_locked_passes_nothing_and_the_gate_lives_on",
        "gate/test_faults_wire.py::"
        "test_a_database_that_is_none_stops_the_start_and_stays_as_it_is",
        "gate/test_application.py::test_it_is_ready_only_while_the_record_can_be_written",
        "gate/test_assembly.py::test_a_folder_that_is_none_stops_the_start_with_its_name",
        "gate/test_shared_record.py::"
        "test_without_the_database_nothing_passes_and_with_it_all_goes_on",
        "stores/test_shared_crashes.py::"
        "test_a_server_that_crashes_under_load_loses_nothing_and_all_go_on",
        "stores/test_log.py::test_a_commit_whose_answer_is_lost_is_told_as_it_turned_out",
        "stores/test_postgres_pool.py::test_a_server_that_does_not_answer_is_not_waited_for",
    )),
    7: Row("the database goes back: an older copy, or another one that took over", (
        "gate/test_faults_record.py::"
        "test_a_database_that_goes_back_under_a_running_gate_is_signed_for_no_more",
        "gate/test_publishing.py::test_a_gate_over_an_older_copy_does_not_start",
        "gate/test_witnesses.py::test_a_log_that_was_rolled_back_signs_nothing_more",
        "stores/test_published.py::test_an_older_database_is_noticed_and_nothing_is_signed",
        "stores/test_published.py::test_another_history_is_noticed_and_nothing_is_signed",
        "stores/test_shared_log.py::"
        "test_a_shared_head_that_is_older_than_the_own_lets_nobody_sign",
        "cli/test_store.py::test_an_older_copy_is_named_and_a_log_begins_anew_with_an_entry",
    )),
    8: Row("two gates over one PostgreSQL database", (
        "gate/test_shared_record.py::"
        "test_a_caller_of_one_is_a_caller_of_both_and_the_log_is_one",
        "gate/test_shared_record.py::test_both_publish_the_same_heads_and_one_of_them_signs",
        "gate/test_shared_record.py::"
        "test_a_third_gate_with_the_folder_of_the_first_does_not_start",
        "stores/test_postgres_database.py::"
        "test_two_that_append_leave_no_gap_and_no_index_twice",
        "stores/test_shared_heads.py::test_one_signs_until_it_ends_and_all_read",
    )),
    9: Row("two gates over one SQLite file", (
        "gate/test_faults_record.py::"
        "test_a_second_gate_over_the_folder_ends_and_says_who_is_there",
        "gate/test_assembly.py::test_two_gates_do_not_share_a_folder",
        "stores/test_lock.py::test_one_gate_holds_a_folder_and_the_next_one_is_told_which",
    )),
    10: Row("the gate is killed at any step of a call", (
        "gate/test_crashes.py::"
        "test_a_killed_gate_sent_nothing_without_an_entry_and_lost_none_that_it_told_of",
        "stores/test_log.py::test_kill_9_loses_no_entry_that_was_promised",
        "stores/test_shared_crashes.py::"
        "test_gates_that_are_killed_lose_nothing_that_they_promised",
    )),
    11: Row("the AI service hangs before its headers", (
        "gate/test_faults_wire.py::test_an_upstream_that_hangs_is_given_up_and_entered",
        "gate/test_upstream.py::test_an_upstream_that_never_answers_is_given_up",
    )),
    12: Row("the AI service hangs in the middle of a stream", (
        "gate/test_faults_wire.py::"
        "test_an_upstream_that_falls_silent_in_the_middle_ends_the_stream_and_is_entered",
        "gate/test_upstream.py::test_a_silent_upstream_is_given_up",
    )),
    13: Row("the AI service resets, breaks off or answers with garbage", (
        "gate/test_faults.py::"
        "test_what_the_upstream_does_wrong_is_entered_and_none_of_its_words_leave",
        "gate/test_faults_wire.py::test_what_the_upstream_broke_is_not_sent_a_second_time",
        "gate/test_connection.py::test_an_answer_that_is_not_whole_or_not_one_is_an_error",
    )),
    14: Row("the client leaves before or during an answer", (
        "gate/test_faults_wire.py::"
        "test_a_client_that_leaves_before_the_answer_ends_the_call_upstream_within_two_seconds",
        "gate/test_faults.py::"
        "test_a_client_that_leaves_at_any_step_ends_its_call_and_is_entered",
        "gate/test_faults.py::test_a_client_may_leave_between_any_two_turns_of_the_loop",
    )),
    15: Row("the client takes its answer, or sends its head or body, a byte a second", (
        "gate/test_faults_wire.py::"
        "test_a_client_that_takes_nothing_of_its_answer_is_waited_for_only_so_long",
        "gate/test_faults_wire.py::test_a_body_that_trickles_keeps_no_other_call_waiting",
        "gate/test_wire.py::test_a_head_that_takes_too_long_is_cut_off",
        "gate/test_server.py::test_a_body_that_never_comes_is_given_up",
        "gate/test_connection.py::test_what_nobody_reads_makes_the_service_wait",
    )),
    16: Row("the clock jumps a day on, or back", (
        "review/test_steps.py::test_a_clock_that_jumps_keeps_no_case_for_ever_and_gives_it_to_one_alone",
        "gate/test_faults_record.py::"
        "test_a_clock_that_jumps_a_day_on_and_two_back_loses_and_doubles_nothing",
        "stores/test_seen.py::test_a_clock_that_jumps_by_a_day_lets_none_count_twice",
        "gate/test_application.py::test_the_utc_day_of_the_call_chooses_the_edition",
    )),
    17: Row("the bundle of own codes is missing, corrupt or badly signed", (
        "gate/test_own_codes.py::"
        "test_a_bundle_that_becomes_wrong_changes_nothing_and_is_entered",
        "gate/test_own_codes.py::"
        "test_a_gate_does_not_start_without_the_codes_that_it_is_told_of",
        "codes/test_bundle.py::test_every_byte_counts",
    )),
    18: Row("the codes change while a thousand calls are under way", (
        "gate/test_changing.py::"
        "test_every_decision_of_a_thousand_is_under_one_digest_and_its_editions",
    )),
    19: Row("the key that signs the log is missing, cannot be read, or is another one", (
        "gate/test_faults_record.py::"
        "test_a_gate_whose_log_has_begun_does_not_start_without_its_key",
        "stores/test_log_keys.py::test_a_damaged_file_is_named_without_its_content",
        "stores/test_log_keys.py::test_a_log_whose_key_is_gone_is_not_begun_again",
        "stores/test_log_keys.py::test_a_beginning_that_was_cut_short_goes_on_with_its_key",
    )),
    20: Row("a picture's address leads to this machine or a private network", (
        "gate/test_fetch.py::test_an_odd_address_is_refused_and_nobody_is_asked",
        "gate/test_fetch.py::test_a_name_with_any_address_that_is_not_public_is_not_asked",
    )),
    21: Row("a name changes its address between the look and the fetch", (
        "gate/test_fetch.py::test_the_bytes_come_from_the_address_that_was_looked_at",
    )),
    22: Row("a redirect leads where a picture may not come from", (
        "gate/test_fetch.py::test_a_redirect_to_where_it_may_not_lead_is_refused",
        "gate/test_fetch.py::test_three_redirects_are_enough",
    )),
    23: Row("an address that two parsers read differently", (
        "gate/test_fetch.py::test_an_odd_address_is_refused_and_nobody_is_asked",
    )),
    24: Row("an address of another scheme", (
        "gate/test_fetch.py::test_only_https_is_an_address",
        "dialects/test_pictures.py::test_everything_else_is_refused_and_never_shown",
    )),
    25: Row("a picture elsewhere that is endless or slow", (
        "gate/test_fetch.py::test_what_is_too_large_too_slow_or_no_picture_is_refused",
    )),
    26: Row("an address that gives us one picture and the AI service another", (
        "gate/test_fetch.py::"
        "test_the_upstream_gets_the_bytes_that_were_inspected_and_no_address",
    )),
    27: Row("a bomb: a small file that becomes a large one", (
        "gate/test_faults_wire.py::test_a_packed_body_and_a_bomb_cost_nothing",
        "media/test_header.py::test_a_bomb_is_too_large_before_it_is_decoded",
        "gate/test_covered.py::test_a_picture_that_would_fill_the_memory_is_refused",
        "media/test_ears.py::test_a_bomb_is_stopped_by_the_limit_on_time",
    )),
    28: Row("a face on a later frame or page, or in an auxiliary picture", (
        "faces/test_bench.py::test_a_face_on_a_later_frame_is_found_and_covered_there",
        "faces/test_bench.py::test_every_page_is_covered_and_keeps_its_size",
        "faces/test_bench.py::test_hidden_colors_are_looked_at_and_do_not_leave",
        "faces/test_bench.py::test_nothing_but_pixels_leaves",
        "faces/test_what_hides.py::test_a_face_on_a_later_frame_or_page_is_covered_there",
        "faces/test_what_hides.py::test_a_face_under_transparency_is_seen_and_does_not_leave",
        "faces/test_what_hides.py::test_what_stands_beside_the_picture_goes_nowhere",
        "faces/test_film_bench.py::"
        "test_a_face_on_three_frames_is_found_and_covered_there_and_beside",
        "media/test_heic.py::test_several_pictures_in_one_file_are_refused",
        "media/test_boxed.py::test_a_thumbnail_cannot_stand_for_the_picture",
    )),
    29: Row("a file that is two kinds at once", (
        "media/test_kinds.py::test_a_polyglot_is_what_its_first_bytes_say",
        "faces/test_bench.py::test_the_kind_is_that_of_the_content",
        "faces/test_what_hides.py::test_a_picture_inside_a_drawing_is_covered",
        "media/test_svg.py::test_what_stands_elsewhere_refuses_it",
        "faces/test_bench.py::test_nothing_but_pixels_leaves",
    )),
    30: Row("a list of other files that calls itself a film", (
        "media/test_kinds.py::test_everything_else_is_refused_by_name",
        "media/test_film_open.py::test_a_list_of_files_opens_none_of_them",
        "media/test_film_decoder.py::test_a_list_of_files_is_no_film",
    )),
    31: Row("odd sizes, depths, colors and turns; files that break off", (
        "media/test_decode.py::test_odd_sizes_decode",
        "media/test_decode.py::test_pixels_are_upright_for_every_orientation",
        "media/test_decode.py::test_every_color_mode_becomes_rgb",
        "media/test_decode.py::test_sixteen_bits_keep_their_upper_eight",
        "media/test_decode.py::test_a_truncated_picture_is_unreadable",
        "faces/test_bench.py::test_boxes_are_those_of_the_upright_picture",
    )),
    32: Row("a face that is small, turned, faint or in a picture of a picture", (
        "faces/test_cascade.py::test_a_turned_face_is_found_where_it_is",
        "faces/test_cascade.py::test_a_small_face_in_a_large_picture_is_found_on_a_tile",
        "faces/test_cascade.py::test_a_faint_face_is_found",
        "faces/test_every_file.py::"
        "test_a_file_is_refused_by_name_or_every_face_in_it_is_covered",
    )),
    33: Row("a face in whatever else can carry one", (
        "dialects/test_read.py::test_nothing_is_forwarded_that_no_part_shows",
        "dialects/test_read.py::test_what_this_gate_does_not_know_is_refused_by_name",
        "dialects/test_side_doors.py::test_a_side_door_is_refused_by_its_name",
        "gate/test_clients_face.py::test_an_id_that_stands_for_nothing_never_passes",
    )),
    34: Row("a question that is spelled, coded or spread so as not to be seen", (
        "evidence/test_text_views.py::test_look_alikes_and_invisible_letters_are_folded",
        "evidence/test_text_views.py::test_what_is_encoded_is_read",
        "evidence/test_encodings.py::test_a_hidden_question_is_read",
        "evidence/test_asked.py::"
        "test_the_system_prompt_the_turns_and_the_tools_are_all_looked_at",
        "evidence/test_act.py::test_a_system_prompt_alone_can_ask",
    )),
    35: Row("an answer names a person though it was only to describe", (
        "gate/test_forward.py::test_a_streamed_answer_is_stopped_before_the_name",
        "gate/test_forward.py::test_an_answer_that_names_somebody_is_withheld",
    )),
    36: Row("a prompt that says what is allowed", (
        "evidence/test_gather.py::"
        "test_nothing_in_the_words_establishes_a_fact_about_who_asks",
        "evidence/test_gather.py::test_a_statement_about_who_asks_establishes_nothing",
        "gate/test_covered.py::test_however_it_is_asked_no_face_gets_through",
    )),
    37: Row("headers that claim who asks", (
        "gate/test_faults_wire.py::"
        "test_who_asks_is_known_by_the_key_and_by_nothing_that_it_says",
        "gate/test_forward.py::test_nothing_of_the_caller_goes_upstream_but_what_was_written_for_it",
        "gate/test_server.py::test_a_request_with_two_readings_is_refused",
    )),
    38: Row("a request that two servers would cut apart differently", (
        "gate/test_server.py::test_a_request_with_two_readings_is_refused",
        "gate/test_server.py::test_a_request_hidden_behind_another_is_not_served",
    )),
    39: Row("JSON that two parsers would read differently, or that is endless", (
        "dialects/test_strict.py::test_what_two_parsers_could_read_differently_is_refused",
        "dialects/test_strict.py::test_a_key_that_stands_twice_is_found_however_it_is_written",
        "dialects/test_strict.py::test_depth_up_to_the_limit_is_read",
        "dialects/test_strict.py::"
        "test_a_body_of_very_many_items_is_refused_before_it_is_built",
        "gate/test_server.py::test_a_body_over_the_limit_is_refused_before_it_is_read",
    )),
    40: Row("a path that only looks like one that is known", (
        "gate/test_server.py::test_a_path_that_is_not_in_the_table_is_not_found_and_entered",
        "gate/test_walk.py::test_an_unknown_route_is_not_found",
    )),
    41: Row("side doors: websockets, batches, assistants, files, fine-tuning", (
        "gate/test_clients_texts.py::"
        "test_every_side_door_is_refused_at_the_call_and_entered",
        "dialects/test_side_doors.py::test_a_side_door_is_refused_by_its_name",
        "gate/test_faults_wire.py::test_nothing_becomes_a_websocket",
    )),
    42: Row("words that would be orders to a database, a template or a formatter", (
        "gate/test_hostile_words.py::test_a_name_is_kept_as_it_was_given_or_refused",
        "gate/test_hostile_words.py::test_the_name_of_a_model_is_no_more_than_a_name",
        "gate/test_hostile_words.py::test_the_text_of_a_clause_is_told_as_it_stands",
        "console/pages/test_cases.py::test_two_persons_let_a_held_call_pass_once",
        "console/test_rendering.py::test_what_somebody_wrote_stays_text",
    )),
    43: Row("a key, a prompt or a name where it does not belong", (
        "gate/test_canaries.py::"
        "test_nothing_of_a_call_is_in_the_log_the_metrics_or_the_spans",
        "gate/test_canaries.py::test_an_error_repeats_nothing_but_a_name_that_was_wrong",
        "gate/test_canaries.py::test_nothing_of_a_call_is_in_the_record_or_the_tables",
        "gate/test_canaries.py::test_nothing_of_a_call_is_in_any_other_file",
        "gate/test_canaries.py::test_no_digest_and_no_piece_of_a_picture_is_anywhere",
        "gate/test_canaries.py::test_after_erasure_neither_keys_nor_what_they_sealed_is_left",
        "gate/test_server.py::test_a_key_in_the_address_is_refused",
    )),
    44: Row("keys that are guessed, or read from a stolen database", (
        "gate/test_faults_wire.py::"
        "test_a_key_that_is_guessed_tells_nothing_of_those_there_are",
        "callers/test_keys.py::test_a_key_is_recognised_and_no_other_is",
        "callers/test_keys.py::test_without_the_pepper_a_key_cannot_be_tested",
        "gate/test_canaries.py::test_nothing_of_a_call_is_in_the_record_or_the_tables",
        "console/test_security.py::test_guessing_is_stopped_also_with_the_right_password",
        "stores/test_accounts.py::"
        "test_tries_at_once_are_no_more_than_one_after_the_other",
    )),
    45: Row("a stolen cookie, a form of another site, a session after sign-out or another role", (
        "console/test_security.py::"
        "test_a_stolen_cookie_is_worth_nothing_once_its_owner_signed_out",
        "console/test_security.py::test_a_form_of_another_site_does_nothing",
        "console/test_security.py::test_a_form_without_the_token_of_its_session_does_nothing",
        "console/test_security.py::test_who_is_removed_is_out_with_the_next_page",
        "console/test_security.py::test_signing_in_gives_another_session_than_the_browser_had",
        "stores/test_sessions.py::test_who_is_removed_or_has_another_role_is_out_at_once",
    )),
    46: Row("a reviewer approves their own call, votes twice, or after the lease or the time", (
        "review/test_steps.py::test_some_people_take_no_case",
        "review/test_steps.py::test_nobody_is_the_second_person_to_their_own_vote",
        "review/test_steps.py::test_a_lapsed_lease_lets_others_in_and_its_token_is_void",
        "review/test_steps.py::test_nothing_is_decided_after_its_time",
        "review/test_steps.py::"
        "test_whoever_voted_before_an_appeal_has_no_part_in_it_also_where_the_vote_became_void",
        "stores/test_held_calls.py::test_two_who_claim_at_once_do_not_both_have_it",
        "stores/test_held_calls.py::test_of_many_calls_like_one_at_once_no_more_pass_than_may",
        "gate/people/test_case_api.py::test_who_is_removed_is_out_and_a_callers_key_is_no_token",
        "console/pages/test_cases.py::"
        "test_a_claim_that_somebody_else_has_since_is_told_plainly",
    )),
    47: Row("a flood of held calls", (
        "gate/test_quotas.py::"
        "test_a_flood_of_held_calls_ends_in_refusals_that_are_not_repeated",
        "stores/test_held_calls.py::test_the_queue_has_what_is_due_first_at_the_top_and_goes_on",
        "stores/test_held_pictures.py::test_of_one_caller_no_more_is_kept_than_may_be",
    )),
    48: Row("the files of the log are edited, put in another order, cut, or forked", (
        "gate/test_faults_record.py::"
        "test_whatever_is_edited_in_a_log_the_first_wrong_place_is_named",
        "gate/test_faults_record.py::"
        "test_an_entry_that_is_edited_in_the_database_is_not_published_again",
        "verify/test_verifiers.py::"
        "test_each_changed_byte_of_a_witnessed_log_is_noticed_by_both",
        "verify/test_verifiers.py::test_go_finds_a_head_of_another_history",
        "record/test_audit.py::test_the_place_is_named",
        "gate/test_witness_server.py::"
        "test_a_forked_or_rolled_back_log_gets_no_cosignature_in_fifty_tries",
    )),
    49: Row("a witness is down, has seen another size, or sends a forged signature", (
        "gate/test_witnesses.py::test_heads_become_witnessed_also_when_the_witness_was_away",
        "gate/test_witnesses.py::test_a_log_that_was_rolled_back_signs_nothing_more",
        "gate/test_witnesses.py::"
        "test_what_is_no_cosignature_is_left_out_and_the_witness_is_missing",
        "gate/test_witness_server.py::"
        "test_a_forked_or_rolled_back_log_gets_no_cosignature_in_fifty_tries",
    )),
    50: Row("a package whose bytes changed, or that brings along a file which runs by itself", (
        "house/test_packages.py::test_every_locked_package_is_pinned_by_hashes",
        "house/test_packages.py::test_a_package_whose_bytes_changed_is_not_installed",
        "stores/test_ran_before.py::"
        "test_a_file_with_a_line_that_runs_is_listed_with_its_digest",
        "gate/test_starting.py::test_what_ran_before_the_gate_is_entered",
        "cli/test_config.py::test_what_ran_before_is_said",
    )),
    51: Row("a bucket refuses, hangs, loses a race, holds another log, or more than the database", (
        "gate/test_carrying.py::test_a_bucket_that_does_not_answer_stops_no_call",
        "gate/test_carrying.py::test_nothing_is_signed_over_a_bucket_that_has_more",
        "stores/test_bucket_log.py::"
        "test_a_bucket_that_fails_keeps_its_old_head_until_all_is_there",
        "stores/test_bucket_log.py::test_of_two_gates_the_slower_one_looks_again",
        "stores/test_bucket_log.py::test_a_bucket_with_another_tree_tells_of_another_copy",
        "stores/test_bucket_log.py::test_a_bucket_of_another_log_is_left_alone",
        "stores/test_bucket_log.py::test_what_is_lost_or_damaged_is_put_right",
    )),
    52: Row("the database server of a gate ends by itself, or is left by a gate that was killed", (
        "stores/test_embedded.py::test_when_it_ends_by_itself_it_is_started_again",
        "stores/test_embedded.py::test_one_whose_gate_was_killed_is_stopped_first",
        "stores/test_embedded.py::test_a_number_that_went_to_another_process_is_left_alone",
    )),
}  # fmt: skip
