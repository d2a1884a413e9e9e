# The only place with flags: every target links build_rules, nothing sets CMAKE_C_FLAGS.
set(KW_SANITIZE "" CACHE STRING "sanitizers, as -fsanitize takes them")
option(KW_FUZZ "build the libFuzzer targets" OFF)
option(KW_COVERAGE "instrument for gcov" OFF)

add_library(build_rules INTERFACE)
target_compile_features(build_rules INTERFACE c_std_17)
target_compile_definitions(build_rules INTERFACE _GNU_SOURCE)
target_compile_options(build_rules INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes
  -Wpointer-arith -Wcast-qual -Wvla -Wundef -Wformat=2 -Werror -fno-common
  -fvisibility=hidden -ffile-prefix-map=${PROJECT_SOURCE_DIR}/=
  # librdkafka's and Criterion's macros are made of them.
  $<$<C_COMPILER_ID:Clang>:-Wno-gnu-statement-expression>)

if(KW_SANITIZE)
  target_compile_options(build_rules INTERFACE -fsanitize=${KW_SANITIZE}
    -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(build_rules INTERFACE -fsanitize=${KW_SANITIZE})
elseif(NOT KW_COVERAGE)
  target_compile_options(build_rules INTERFACE -fstack-protector-strong
    -fstack-clash-protection -fcf-protection=full -fPIE)
  target_compile_definitions(build_rules INTERFACE $<$<NOT:$<CONFIG:Debug>>:_FORTIFY_SOURCE=2>)
  target_link_options(build_rules INTERFACE -pie -Wl,-z,relro,-z,now)
endif()
if(KW_FUZZ)
  target_compile_options(build_rules INTERFACE -fsanitize=fuzzer-no-link)
endif()
if(KW_COVERAGE)
  target_compile_options(build_rules INTERFACE --coverage)
  target_link_options(build_rules INTERFACE --coverage)
endif()

# layer(NAME FOLDER SOURCES a.c ... USES target ...): a static library of the sources in FOLDER.
# Its headers can be included only by targets that use it: the include path holds a link to this
# one folder, so an include of a layer that is not used does not build.
function(layer name folder)
  cmake_parse_arguments(PARSE_ARGV 2 L "" "" "SOURCES;USES")
  list(TRANSFORM L_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/${folder}/)
  add_library(${name} STATIC ${L_SOURCES})
  set(door ${PROJECT_BINARY_DIR}/layers/${name})
  get_filename_component(parent ${door}/${folder} DIRECTORY)
  file(MAKE_DIRECTORY ${parent})
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/${folder} ${door}/${folder} SYMBOLIC)
  target_include_directories(${name} PUBLIC ${door})
  target_link_libraries(${name} PUBLIC build_rules ${L_USES})
endfunction()

# program(NAME FOLDER SOURCES a.c ... USES target ...): an executable in build/<preset>/bin.
function(program name folder)
  cmake_parse_arguments(PARSE_ARGV 2 P "" "" "SOURCES;USES")
  list(TRANSFORM P_SOURCES PREPEND ${PROJECT_SOURCE_DIR}/${folder}/)
  add_executable(${name} ${P_SOURCES})
  target_link_libraries(${name} PRIVATE build_rules ${P_USES})
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/bin)
endfunction()

# wide(NAME FOLDER SOURCE ...): those of the layer's sources are in it a second time, for processors
# with AVX2 (common/base/block.h).
function(wide name folder)
  if(NOT CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    return()
  endif()
  list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/${folder}/)
  add_library(${name}_wide OBJECT ${ARGN})
  target_compile_definitions(${name}_wide PRIVATE BLOCK_WIDE)
  target_compile_options(${name}_wide PRIVATE $<TARGET_PROPERTY:${name},COMPILE_OPTIONS> -mavx2 -mbmi -mbmi2)
  target_include_directories(${name}_wide PRIVATE $<TARGET_PROPERTY:${name},INCLUDE_DIRECTORIES>)
  target_link_libraries(${name}_wide PRIVATE $<TARGET_PROPERTY:${name},LINK_LIBRARIES>)
  target_sources(${name} PRIVATE $<TARGET_OBJECTS:${name}_wide>)
endfunction()

# unit_test(FOLDER NAME target ...): tests/unit/FOLDER/test_NAME.c, linked with the layer it
# tests and nothing above it.
function(unit_test folder name)
  if(NOT BUILD_TESTING OR KW_FUZZ)
    return()
  endif()
  string(REPLACE "/" "_" prefix ${folder})
  set(target test_${prefix}_${name})
  add_executable(${target} ${PROJECT_SOURCE_DIR}/tests/unit/${folder}/test_${name}.c)
  target_link_libraries(${target} PRIVATE ${ARGN} PkgConfig::CRITERION)
  # Criterion's asserts do not stand these (its str is a char *); flags of a source come after
  # its target's.
  set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/unit/${folder}/test_${name}.c
    PROPERTIES COMPILE_OPTIONS "-Wno-conversion;-Wno-pedantic;-Wno-cast-qual")
  target_compile_definitions(${target} PRIVATE TEST_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME unit.${folder}.${name} COMMAND ${target})
  # Criterion exits 0 on a leak, so the report itself has to fail the test.
  set_tests_properties(unit.${folder}.${name} PROPERTIES TIMEOUT 600 FAIL_REGULAR_EXPRESSION
    "LeakSanitizer|AddressSanitizer|runtime error:|definitely lost|Invalid (read|write)")
endfunction()

# fuzz_target(NAME target ...): tests/fuzz/fuzz_NAME.c, which defines LLVMFuzzerTestOneInput. In the
# fuzz preset it is a libFuzzer program; elsewhere a plain program replays tests/fuzz/corpus/NAME.
function(fuzz_target name)
  if(NOT BUILD_TESTING)
    return()
  endif()
  set(target fuzz_${name})
  if(KW_FUZZ)
    add_executable(${target} ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c)
    target_link_libraries(${target} PRIVATE ${ARGN})
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  else()
    add_executable(${target} ${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c
      ${PROJECT_SOURCE_DIR}/tests/fuzz/replay.c)
    target_link_libraries(${target} PRIVATE ${ARGN})
    add_test(NAME fuzz.${name} COMMAND ${target} ${PROJECT_SOURCE_DIR}/tests/fuzz/corpus/${name})
    set_tests_properties(fuzz.${name} PROPERTIES TIMEOUT 600)
  endif()
  set_source_files_properties(${PROJECT_SOURCE_DIR}/tests/fuzz/fuzz_${name}.c
    PROPERTIES COMPILE_OPTIONS "-Wno-missing-prototypes")
endfunction()
