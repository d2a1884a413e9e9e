# Generated; see docs/man/manual.h.
_kurilwire() {
	local cur=${COMP_WORDS[COMP_CWORD]} options=--help
	if [ "$COMP_CWORD" = 1 ]; then
		COMPREPLY=($(compgen -W 'try check topics reload parse tag tags test route schema tail feeds fetch dead-letter explain replay archive --help --version' -- "$cur"))
		return
	fi
	case ${COMP_WORDS[COMP_CWORD - 1]} in
	--config) COMPREPLY=($(compgen -d -- "$cur")); return ;;
	esac
	case ${COMP_WORDS[1]} in
	try) options='--config --stay --once --json --help' ;;
	check) options='--config --offline --no-topics --rights --print --json --help' ;;
	topics) options='--config --broker --json --acls --help' ;;
	reload) options='--config --worker --help' ;;
	parse) options='--json --explain --content-type --url --provider --language --charset --fetched-at --feed --config --help' ;;
	tag) options='--explain --json --lines --language --config --help' ;;
	tags) options='--from --last --file --samples --no-samples --json --config --broker --help' ;;
	test) options='--config --json --help' ;;
	route) options='--explain --json --config --help' ;;
	schema) options='--asyncapi --help' ;;
	tail) options='--broker --config --from --once --json --help' ;;
	feeds) options='--config --broker --provider --stdout --json --help' ;;
	fetch) options='--feed --config --broker --help' ;;
	dead-letter) options='--reason --feed --topic --worker --since --limit --every --settled --raw --json --config --broker --help' ;;
	explain) options='--config --broker --days --help' ;;
	replay) options='--republish --since --offset --to --every --name --config --broker --help' ;;
	archive) options='--folder --size --every --until-end --config --broker --help' ;;
	esac
	case $cur in
	-*) COMPREPLY=($(compgen -W "$options" -- "$cur")) ;;
	*) COMPREPLY=($(compgen -f -- "$cur")) ;;
	esac
}
complete -o filenames -F _kurilwire kurilwire
