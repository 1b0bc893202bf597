<#import "template.ftl" as layout>
<@layout.notice lead=msg("einlassRemoveTotpLead", layout.shared.company)/>
