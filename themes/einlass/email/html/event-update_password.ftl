<#import "template.ftl" as layout>
<@layout.notice lead=msg("einlassUpdatePasswordLead", layout.shared.company)/>
