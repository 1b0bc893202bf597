<#import "template.ftl" as layout>
<@layout.notice lead=msg("einlassLoginErrorLead", layout.shared.company)/>
